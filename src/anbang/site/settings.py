"""Django's settings, all derived from the typed environment."""

from datetime import timedelta
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
SCANNER = environment.anbang_scanner
FIXED_TODAY = environment.anbang_today
# How long a draft waits for its author.
DRAFT_DAYS = environment.anbang_draft_days

# By what anything leaves for officers who want it, and where it leads.
MAIL_SERVER = environment.mail
MAIL_FROM = environment.anbang_mail_from
WEBHOOK_HOSTS = environment.webhook_hosts
OWN_ADDRESS = environment.own_address

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
    "allauth.usersessions",
    "axes",
    # Both as SimpleAppConfig, loaders named below: left to themselves they undo each other's template loaders.
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "anbang.web.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "anbang.web.middleware.LanguageMiddleware",
    "anbang.web.charset.CharsetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anbang.web.middleware.DayMiddleware",
    "anbang.web.signing.standing.StandingMiddleware",
    "axes.middleware.AxesMiddleware",
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
                                "anbang.web.tables.Loader",
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
                "anbang.web.templatetags.said",
            ],
        },
    }
]
COTTON_DIR = "components"

# What is asked a second time is planned once: with row security the plan takes longer than the answer (ADR 0040).
PLANNED_ONCE = {"server_side_binding": True, "prepare_threshold": 2}
DATABASES = {
    "default": environment.database(environment.database_url, **PLANNED_ONCE),
    "overseer": environment.database(environment.database_overseer_url, **PLANNED_ONCE),
    "owner": environment.database(environment.database_owner_url),
    "auditor": environment.database(environment.database_auditor_url),
}
DATABASE_ROUTERS = ["anbang.organisations.routing.ByActingStaff"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisations.Staff"
# The first one lets nobody in: it refuses whoever mistyped too often.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
SHORTEST_PASSWORD = 10
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "anbang.web.signing.passwords.NotLikeOneself"},
    {
        "NAME": "anbang.web.signing.passwords.LongEnough",
        "OPTIONS": {"min_length": SHORTEST_PASSWORD},
    },
    {"NAME": "anbang.web.signing.passwords.ThreeKindsOfSigns"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "anbang.web.signing.adapter.StaffAdapter"
ACCOUNT_FORMS = {"change_password": "anbang.web.signing.passwords.ChangePasswordForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Offices of a district often share one address: what is counted by address must let a morning pass. An account's own failures
# are counted by axes alone, which remembers them longer than a process lives.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
# How long somebody who confirmed that it is them is not asked again: for closed files, exports, other people's accounts.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
# Whoever needs a second factor: anbang.organisations.kinds.
SECOND_FACTOR = environment.anbang_second_factor
PASSKEY_HOST = environment.passkey_host
MFA_ADAPTER = "anbang.web.signing.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if PASSKEY_HOST else [])]
MFA_FORMS = {
    "authenticate": "anbang.web.signing.second_factor.CodeForm",
    "reauthenticate": "anbang.web.signing.second_factor.CodeAgainForm",
}
MFA_TOTP_ISSUER = "Anbang"
MFA_TOTP_PERIOD = 30
# A phone's clock may be a little wrong: one step of thirty seconds either way.
MFA_TOTP_TOLERANCE = 1

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# By account alone: a district behind one address would else be locked together.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "anbang.organisations.locks.digest_of_request"
AXES_CLIENT_IP_CALLABLE = "anbang.web.signing.adapter.address_of"
AXES_LOCKOUT_CALLABLE = "anbang.web.signing.adapter.locked_answer"
AXES_RESET_ON_SUCCESS = True
# Or whoever goes on trying would keep an officer out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# Who signed in stands in the trail, sealed; a second list would only have to be kept small.
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["login", "username", "code", "credential", "next", "csrfmiddlewaretoken", "ip_address"]
AXES_VERBOSE = False

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

# Sealed: what was looked for, a form that waits, a secret that is not switched on yet.
SESSION_ENGINE = "anbang.web.signing.store"
SESSION_COOKIE_NAME = f"anbang_{environment.anbang_instance}"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.anbang_https
# Our scripts take it from the form beside them.
CSRF_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Nobody did anything for so long, or signed in so long ago: the session ends. Warned before, in pages with script.
SESSION_IDLE = timedelta(minutes=30)
SESSION_WARNED = timedelta(minutes=5)
SESSION_LONGEST = timedelta(hours=12)
# As old as a row gets that nobody comes back for; a job clears them away.
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
# A proxy with TLS stands before us and sets both headers itself, whatever a visitor sent (deploy/nginx): without them every form would come
# from elsewhere, and all visitors from one address. Else whoever connects is who asks.
ALLAUTH_TRUSTED_PROXY_COUNT = int(environment.anbang_https)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.anbang_https else None
SECURE_SSL_REDIRECT = environment.anbang_https
# Asked by the supervisor of the processes, on the loopback.
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if environment.anbang_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.anbang_https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
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
# Check → why it does not apply to us. `anbang manage check --deploy` tells all others.
NOT_FOR_US = {
    "axes.W006": "an account is locked whoever tries and from wherever; by address a whole district would be locked",
    "security.W021": "whether browsers are to know the host from a public list is for the owner of the domain to decide",
}
SILENCED_SYSTEM_CHECKS = list(NOT_FOR_US)

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING_CONFIG = "anbang.site.lines.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # What a template did not find it tells at the lowest level, with all that it was given: names and numbers.
    "loggers": {"django.template": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
