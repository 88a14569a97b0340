"""Planted for the rule of its name. Nothing runs this file."""

# place: src/anbang/site
DEBUG = True  # fault
SESSION_COOKIE_HTTPONLY = False  # fault
SESSION_COOKIE_SAMESITE = None  # fault
CSRF_COOKIE_SECURE = False  # fault
CSRF_COOKIE_HTTPONLY = False  # fault
X_FRAME_OPTIONS = "SAMEORIGIN"  # fault
ALLOWED_HOSTS = ["*"]  # fault
POLICY = {"script-src": ["unsafe-inline"]}  # fault
answer.set_cookie("language", "en")  # fault
answer.set_cookie("language", "en", samesite="Lax", httponly=True)
SESSION_COOKIE_SECURE = environment.anbang_https
