"""Sentences about the company's accounts."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "login_provider_unavailable": (
        "O login da empresa não responde; tente de novo em instantes",
        "The company's login does not answer; try again in a moment",
    ),
    "jwt_refused": (
        "O token não é daqui: tem de ser um do vp_ ou um JWT que o login da empresa emitiu para "
        "este sistema",
        "The token is not for here: it has to be one of vp_, or a JWT that the company's login "
        "made for this system",
    ),
    "jwt_expired": (
        "O token venceu; peça outro ao login da empresa",
        "The token has expired; ask the company's login for another one",
    ),
    "no_group": (
        "A sua conta não dá acesso: é preciso estar num destes grupos: {groups}",
        "Your account gives no access: it has to be in one of these groups: {groups}",
    ),
    "oidc_mismatch": (
        "Esta entrada não foi começada neste navegador, ou demorou demais; comece de novo",
        "This sign-in was not begun in this browser, or took too long; begin again",
    ),
    "oidc_refused": (
        "O login da empresa não confirmou quem você é; comece de novo e, se continuar assim, "
        "avise quem administra o sistema",
        "The company's login did not confirm who you are; begin again and, if it stays like "
        "this, notify the administrator",
    ),
    "oidc_needs_issuer": (
        "OIDC_CLIENT_ID e os grupos não servem sem o provedor: defina OIDC_ISSUER",
        "OIDC_CLIENT_ID and groups are of no use without the provider: set OIDC_ISSUER",
    ),
    "oidc_needs_client_id": (
        "OIDC_ISSUER precisa de OIDC_CLIENT_ID, o nome com que este sistema está registrado lá",
        "OIDC_ISSUER needs OIDC_CLIENT_ID, the name by which this system is registered there",
    ),
    "oidc_needs_groups": (
        "Nenhum grupo daria acesso: defina OIDC_READ_GROUPS, OIDC_IMPORT_GROUPS ou "
        "OIDC_ADMIN_GROUPS ('*': todos que entram com a conta da empresa)",
        "No group would give access: set OIDC_READ_GROUPS, OIDC_IMPORT_GROUPS or "
        "OIDC_ADMIN_GROUPS ('*': everybody who signs in with the company's account)",
    ),
    "oidc_needs_public_url": (
        "OIDC_ISSUER precisa de PUBLIC_URL, o endereço ao qual as pessoas voltam depois de entrar",
        "OIDC_ISSUER needs PUBLIC_URL, the address that people come back to after signing in",
    ),
    "oidc_needs_tls": (
        "OIDC_ISSUER e PUBLIC_URL têm de ser https://; numa rede local sem TLS, defina "
        "OIDC_ALLOW_HTTP=true",
        "OIDC_ISSUER and PUBLIC_URL have to be https://; in a LAN without TLS, set "
        "OIDC_ALLOW_HTTP=true",
    ),
}
