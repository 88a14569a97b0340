"""Planted for the rule of its name. Nothing runs this file."""

# place: src/anbang/casework
logger.error("could not settle %s", person.name)  # fault
logger.info("number %s", person.id_number_sealed)  # fault
logger.warning("row %s", row)  # fault
logger.info(f"could not settle {person.pk}")  # fault
logging.error("born %s", one.born_on)  # fault
logger.error("person %s could not be settled: %s", person.pk, type(fault).__name__)
