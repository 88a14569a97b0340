"""Planted for the rule of its name. Nothing runs this file."""


# place: src/anbang/web
def page(request, person_id, paper_id):
    """What whoever changes the number in the address would see."""
    person = Person.objects.get(pk=person_id)  # fault
    acts = Act.objects.filter(person=person_id).order_by("id")  # fault
    paper = Paper.objects.select_related("file").get(pk=paper_id, person_id=person_id)  # fault
    case = Case.objects.filter(pk=int(request.POST["case"])).first()  # fault
    signs = Sign.objects.filter(case__in=request.POST.getlist("case"))  # fault
    same = Person.objects.filter(pk=get_person(person_id, for_staff=by).pk)
    theirs = Paper.objects.get(pk=paper_id, person_id=seen.pk)
