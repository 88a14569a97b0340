"""Gives copied people names of their own, as often as the characters come in this country, so that nothing is found too easily."""

from collections.abc import Iterator
from random import Random

from django.db import connections, transaction

from anbang.lib.name_sounds import key_of

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖"
    "邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单仇查解翟覃牟"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂建国华梅玲斌红志鹏飞鑫波辉俊浩宇轩欣怡子涵晨春生贵福祥林成永光海小晓大天云龙虎松柏"
    "梓博思雨佳慧琴凤莲珍德义仁忠孝乐行长"
)
COMMON = 3  # the first surnames are some times as frequent as the last


def names(many: int) -> Iterator[str]:
    """The same ones each time."""
    chance = Random(2015)
    weights = [1 / (place + COMMON) for place in range(len(SURNAMES))]
    for surname in chance.choices(SURNAMES, weights, k=many):
        yield surname + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))


def rename_everybody() -> None:
    """Set-based, as the owner; nobody's story is touched."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("select id from casework_person order by id")
        keys = [key for (key,) in cursor.fetchall()]
        cursor.execute("create temp table named (id bigint, name text, name_key text) on commit drop")
        with cursor.copy("copy named from stdin") as copy:
            for key, name in zip(keys, names(len(keys)), strict=True):
                copy.write_row((key, name, key_of(name)))
        cursor.execute("alter table casework_person disable trigger user")
        cursor.execute(
            "update casework_person p set name = n.name, name_key = n.name_key from named n where n.id = p.id"
        )
        cursor.execute("alter table casework_person enable trigger user")
    with connections["owner"].cursor() as cursor:
        cursor.execute("vacuum analyze casework_person")
