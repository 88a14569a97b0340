"""Planted for the rule of its name. Nothing runs this file."""

# place: src/anbang/web
everybody = Person.objects.all()  # fault
found = Case.objects.select_related("person").order_by("-id").first()  # fault
late = Duty.objects.filter(rule="verify")  # fault
named = TeamMember.objects.filter(name__contains=written)  # fault
counted = Act.objects.count()  # fault
gated = Person.objects.filter(may_work_on(by), pk=person.pk).exists()
of_the_case = Act.objects.select_related("office").filter(case=case, kind="visited")
nobody = Enquiry.objects.none()
offices = Office.objects.all()
