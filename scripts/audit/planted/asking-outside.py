"""Planted for the rule of its name. Nothing runs this file."""

# place: src/anbang/web
import urllib.request  # fault
from http.client import HTTPSConnection  # fault

import requests  # fault

connection = socket.create_connection((host, 80))  # fault
from urllib.parse import urlencode
