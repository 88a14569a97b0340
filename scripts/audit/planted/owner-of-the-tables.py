"""Planted for the rule of its name. Nothing runs this file."""

# place: src/anbang/casework
everybody = Person.objects.using("owner").filter(case=case)  # fault
with connections["owner"].cursor() as cursor:  # fault
    cursor.execute("select 1")
with transaction.atomic(using=OWNER):  # fault
    pass
seen = Event.objects.using(AUDITOR)
