"""Django's settings, all derived from the typed environment."""

from importlib import resources

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from anbang.site.environment import OFFICE_ZONE, read_environment

environment = read_environment()
WEB = resources.files("anbang.web")

SECRET_KEY = environment.anbang_secret_key
DEBUG = False
ALLOWED_HOSTS = environment.hosts
DEMO = environment.anbang_demo
FOLDER = environment.anbang_folder
KEYS = environment.keys
SUITE = environment.anbang_suite
FIXED_TODAY = environment.anbang_today

INSTALLED_APPS = [
    "anbang.audit",
    "anbang.organisations",
    "anbang.papers",
    "anbang.casework",
    "anbang.assistance",
    "anbang.coordination",
    "anbang.exchange",
    "anbang.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # Both as SimpleAppConfig, loaders named below: left to themselves they undo each other's template loaders.
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "anbang.web.middleware.LanguageMiddleware",
    "anbang.web.charset.CharsetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anbang.web.middleware.DayMiddleware",
]

ROOT_URLCONF = "anbang.site.urls"
WSGI_APPLICATION = "anbang.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(WEB / "templates")],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "anbang.web.context.frame",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "anbang.web.templatetags.anbang",
            ],
        },
    }
]
COTTON_DIR = "components"

DATABASES = {
    "default": environment.database(environment.database_url),
    "overseer": environment.database(environment.database_overseer_url),
    "owner": environment.database(environment.database_owner_url),
    "auditor": environment.database(environment.database_auditor_url),
}
DATABASE_ROUTERS = ["anbang.organisations.routing.ByActingStaff"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisations.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "anbang.web.accounts.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Offices of a district often share one address: what is counted by address must let a morning pass.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,5/5m/key"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Anbang"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [str(WEB / "locale")]
USE_I18N = True
TIME_ZONE = OFFICE_ZONE
USE_TZ = True

STATIC_URL = "static/"
# Served where it lies: no collecting before the first page. Every address carries the digest of what it names.
STATIC_ROOT = str(WEB / "static")
WHITENOISE_MAX_AGE = 365 * 24 * 3600
WHITENOISE_IMMUTABLE_FILE_TEST = r"(?!)"  # no file carries a digest in its own name
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "anbang.web.assets.FingerprintedStaticFiles"},
}
FILE_UPLOAD_HANDLERS = ["anbang.web.uploads.BoundedMemory"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# An office hands over all its cases on one page, one field each; the size above still holds.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

SESSION_COOKIE_NAME = f"anbang_{environment.anbang_instance}"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.anbang_https
if environment.anbang_https:
    # The proxy sets both headers itself, whatever a visitor sent (deploy/nginx): without them every form would come from elsewhere, and
    # all visitors from one address.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
CSRF_FAILURE_VIEW = "anbang.web.frame.not_from_here"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # What a template did not find it tells at the lowest level, with all that it was given: names and numbers.
    "loggers": {"django.template": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
