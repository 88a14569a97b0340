"""Planted for the rule of its name. Nothing runs this file."""


# place: src/anbang/web
def on(request):
    """Wherever the address says."""
    if request.POST:
        return HttpResponseRedirect(request.POST["next"])  # fault
    return redirect(request.GET.get("next", "/"))  # fault


def back(request):
    """Where we say."""
    return redirect("case_file", person_id=request.person.pk)
