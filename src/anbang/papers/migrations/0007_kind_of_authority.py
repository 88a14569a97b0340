"""What a representative shows is a kind of scan."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0006_sealing_keys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="paper",
            name="kind",
            field=models.CharField(
                choices=[
                    ("risk_opinion", "回归社会危险性评估意见"),
                    ("aid_proposal", "救助建议"),
                    ("registration_form", "基本情况登记表"),
                    ("release_notice", "刑满释放人员通知书"),
                    ("release_certificate", "释放证明书"),
                    ("signed_hand_over", "已签字的交接单"),
                    ("authority", "授权委托书"),
                    ("other", "其他材料"),
                ],
                max_length=24,
            ),
        ),
    ]
