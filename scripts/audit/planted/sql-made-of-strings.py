"""Planted for the rule of its name. Nothing runs this file."""


# place: src/anbang/casework
def look(cursor, name, table):
    """Each a way in."""
    cursor.execute(f"select * from casework_person where name = '{name}'")  # fault
    cursor.execute("select * from casework_person where name = '%s'" % name)  # fault
    cursor.execute("select * from casework_person where name = '{}'".format(name))  # fault
    cursor.execute(ASKED + name)  # fault
    asked = f"select * from {table}"
    cursor.execute(asked)  # fault
    cursor.execute("select * from casework_person where name = %s", [name])
    cursor.execute(sql.SQL("select * from {}").format(sql.Identifier(table)))
