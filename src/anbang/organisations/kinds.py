"""The kinds of areas, offices, groups and posts. No tables here, so that anything may name a kind."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AreaKind(TextChoices):
    """Administrative divisions, from the city down to the village."""

    CITY = "city", _("市")
    DISTRICT = "district", _("区县")
    SUBDISTRICT = "subdistrict", _("街道")
    TOWN = "town", _("镇")
    COMMUNITY = "community", _("社区")
    VILLAGE = "village", _("村")

    @classmethod
    def towns(cls) -> tuple[str, str]:
        """Either kind of town (镇街)."""
        return cls.SUBDISTRICT, cls.TOWN

    @classmethod
    def villages(cls) -> tuple[str, str]:
        """Either kind of village (村居)."""
        return cls.COMMUNITY, cls.VILLAGE


class OfficeKind(TextChoices):
    """What an office is. Names follow the glossary; competence that moved since 2015 is a dated record, not a kind."""

    JUSTICE_BUREAU = "justice_bureau", _("区司法局")
    AFTERCARE_OFFICE = "aftercare_office", _("区安帮办")
    JUSTICE_OFFICE = "justice_office", _("司法所")
    TOWN_GOVERNMENT = "town_government", _("镇人民政府（街道办事处）")
    VILLAGE_COMMITTEE = "village_committee", _("村（居）民委员会")
    POLICE_STATION = "police_station", _("派出所")
    POLITICAL_LEGAL = "political_legal", _("政法委员（平安法治办）")
    CIVIL_AFFAIRS = "civil_affairs", _("民政")
    HRSS = "hrss", _("人力社保局")
    HEALTH = "health", _("卫生健康委")
    MEDICAL_INSURANCE = "medical_insurance", _("医疗保障局")
    EDUCATION = "education", _("教育委员会")
    HOUSING = "housing", _("住房城乡建设委")
    MARKET_REGULATION = "market_regulation", _("市场监管局")
    TAX = "tax", _("税务局")
    FINANCE = "finance", _("财政局")
    PUBLIC_SECURITY = "public_security", _("公安局")
    PRISON = "prison", _("监狱")
    DETENTION_CENTRE = "detention_centre", _("看守所")
    BASE = "base", _("过渡性安置基地")
    AUDIT_OFFICE = "audit_office", _("审计监督")

    @classmethod
    def institutions(cls) -> tuple[str, str]:
        """Where sentences are served."""
        return cls.PRISON, cls.DETENTION_CENTRE

    @classmethod
    def departments(cls) -> tuple[str, ...]:
        """The departments of the district and the offices that speak for them in a town."""
        return (
            *(cls.CIVIL_AFFAIRS, cls.HRSS, cls.HEALTH, cls.MEDICAL_INSURANCE, cls.EDUCATION, cls.HOUSING),
            *(cls.MARKET_REGULATION, cls.TAX, cls.FINANCE, cls.PUBLIC_SECURITY, cls.POLITICAL_LEGAL),
        )


class GroupKind(TextChoices):
    """The groups of the "1112" system (clause 2.1)."""

    LEADING_GROUP = "leading_group", _("安置帮教工作领导小组")
    WORK_GROUP = "work_group", _("安置帮教工作小组")


class Role(TextChoices):
    """What a member of staff does in the product. A role is held through a dated posting at an office."""

    INSTITUTION_CLERK = "institution_clerk", _("监所经办人")
    BUREAU_CLERK = "bureau_clerk", _("司法局经办人")
    SEALING_KEEPER = "sealing_keeper", _("封存管理人")
    AFTERCARE_OFFICER = "aftercare_officer", _("安帮办工作人员")
    JUSTICE_ASSISTANT = "justice_assistant", _("司法助理员")
    TOWN_OFFICER = "town_officer", _("镇街工作人员")
    POLITICAL_LEGAL_OFFICER = "political_legal_officer", _("政法工作人员")
    VILLAGE_CADRE = "village_cadre", _("村（社区）干部")
    POLICE_OFFICER = "police_officer", _("派出所民警")
    CIVIL_AFFAIRS_OFFICER = "civil_affairs_officer", _("民政工作人员")
    DEPARTMENT_OFFICER = "department_officer", _("部门工作人员")
    BASE_OPERATOR = "base_operator", _("基地负责人")
    AUDITOR = "auditor", _("审计员")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("系统管理员")
    SECURITY_ADMINISTRATOR = "security_administrator", _("安全管理员")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("审计管理员")

    @classmethod
    def seeing_the_district(cls) -> frozenset[str]:
        """Who coordinates the whole district (clause 2.1, ORG-4) and so connects as the overseer."""
        return frozenset({cls.BUREAU_CLERK, cls.AFTERCARE_OFFICER})

    @classmethod
    def administrators(cls) -> tuple[str, str, str]:
        """The three who keep the product running. Whoever is one of them is nothing else on these days, so that none can hide from
        the others and none sees a case.
        """
        return cls.SYSTEM_ADMINISTRATOR, cls.SECURITY_ADMINISTRATOR, cls.AUDIT_ADMINISTRATOR

    @classmethod
    def seeing_no_case(cls) -> frozenset[str]:
        """Who keeps the product running or checks it, and never opens a person's file."""
        return frozenset({*cls.administrators(), cls.AUDITOR})

    @classmethod
    def needing_a_second_factor(cls) -> tuple[str, ...]:
        """Bureau (its justice offices are branches of it), town, auditors and administrators: whoever has one of these roles signs in
        with a password and something else, or does nothing.
        """
        return (
            *(cls.BUREAU_CLERK, cls.SEALING_KEEPER, cls.AFTERCARE_OFFICER, cls.JUSTICE_ASSISTANT),
            *(cls.TOWN_OFFICER, cls.POLITICAL_LEGAL_OFFICER, cls.CIVIL_AFFAIRS_OFFICER),
            *(cls.AUDITOR, *cls.administrators()),
        )


class WhyReset(TextChoices):
    """Why somebody's second factor is taken away. A code, so that the trail names nobody."""

    LOST = "lost", _("手机或密钥丢失")
    REPLACED = "replaced", _("换了手机或密钥")
    BROKEN = "broken", _("手机或密钥损坏")
    SUSPECTED = "suspected", _("怀疑被他人使用")


class Asked(TextChoices):
    """What the system administrator gives an account, and the security administrator lets come true."""

    POSTING = "posting", _("岗位")
    PASSWORD = "password", _("临时密码")


class Outcome(TextChoices):
    """What became of it. Dropped: nobody has to answer any more, for another password took its place or the account ended."""

    RELEASED = "released", _("已放行")
    REFUSED = "refused", _("未放行")
    DROPPED = "dropped", _("已作废")


class WhyRefused(TextChoices):
    """Why a posting or a password is not released. A code, so that the trail names nobody."""

    UNKNOWN = "unknown", _("本人或单位说不知道这件事")
    MISTAKEN = "mistaken", _("单位、岗位或账号填错")
    NEEDLESS = "needless", _("单位说不需要")


# Where a role is held. What somebody may see follows from the office, so a role at the wrong one would open the wrong files.
OFFICES_OF: dict[Role, tuple[str, ...]] = {
    Role.INSTITUTION_CLERK: OfficeKind.institutions(),
    Role.BUREAU_CLERK: (OfficeKind.JUSTICE_BUREAU,),
    Role.SEALING_KEEPER: (OfficeKind.JUSTICE_BUREAU,),
    Role.AFTERCARE_OFFICER: (OfficeKind.AFTERCARE_OFFICE,),
    Role.JUSTICE_ASSISTANT: (OfficeKind.JUSTICE_OFFICE,),
    Role.TOWN_OFFICER: (OfficeKind.TOWN_GOVERNMENT,),
    Role.POLITICAL_LEGAL_OFFICER: (OfficeKind.POLITICAL_LEGAL,),
    Role.VILLAGE_CADRE: (OfficeKind.VILLAGE_COMMITTEE,),
    Role.POLICE_OFFICER: (OfficeKind.POLICE_STATION, OfficeKind.PUBLIC_SECURITY),
    Role.CIVIL_AFFAIRS_OFFICER: (OfficeKind.CIVIL_AFFAIRS,),
    Role.DEPARTMENT_OFFICER: OfficeKind.departments(),
    Role.BASE_OPERATOR: (OfficeKind.BASE,),
    Role.AUDITOR: (OfficeKind.AUDIT_OFFICE, OfficeKind.FINANCE),
    Role.SYSTEM_ADMINISTRATOR: (OfficeKind.JUSTICE_BUREAU,),
    Role.SECURITY_ADMINISTRATOR: (OfficeKind.JUSTICE_BUREAU,),
    Role.AUDIT_ADMINISTRATOR: (OfficeKind.JUSTICE_BUREAU,),
}

# Whose group it is (clause 2.1): leading groups of the district and of towns, work groups of villages.
AREAS_OF: dict[GroupKind, tuple[str, ...]] = {
    GroupKind.LEADING_GROUP: (AreaKind.DISTRICT, *AreaKind.towns()),
    GroupKind.WORK_GROUP: AreaKind.villages(),
}


class FilteredList(TextChoices):
    """Lists of which somebody keeps a filter."""

    TODAY = "today", _("今日工作")
    PEOPLE = "people", _("人员档案")
