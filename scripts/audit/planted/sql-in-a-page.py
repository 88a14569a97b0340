"""Planted for the rule of its name. Nothing runs this file."""

# place: src/anbang/web
from django.db import connection, connections

with connections["default"].cursor() as cursor:  # fault
    cursor.execute("select name from casework_person")
with connection.cursor() as cursor:  # fault
    cursor.execute("select name from casework_person")
people = Person.objects.raw("select * from casework_person")  # fault
