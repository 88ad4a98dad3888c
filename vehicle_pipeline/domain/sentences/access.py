"""Sentences about who may do what."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "not_signed_in": (
        "É preciso se identificar: entre no console, ou envie o cabeçalho 'Authorization: Bearer' "
        "com um token",
        "Show who you are: sign in at the console, or send the header 'Authorization: Bearer' "
        "with a token",
    ),
    "session_over": ("A sessão terminou; entre de novo", "The session is over; sign in again"),
    "not_bearer": (
        "O cabeçalho Authorization tem de ser um só, na forma 'Bearer TOKEN'",
        "There has to be one header Authorization, of the form 'Bearer TOKEN'",
    ),
    "token_unknown": (
        "O token não existe; confira se foi copiado inteiro, do vp_ ao fim",
        "There is no such token; see that it was copied whole, from vp_ to its end",
    ),
    "token_expired": (
        "O token venceu; peça outro a quem administra o sistema",
        "The token has expired; ask the administrator for another one",
    ),
    "token_revoked": (
        "O token foi revogado; peça outro a quem administra o sistema",
        "The token was revoked; ask the administrator for another one",
    ),
    "token_not_found": ("Não há este token", "There is no such token"),
    "scope_missing": (
        "Este acesso não basta: é preciso ter o escopo '{scope}'",
        "This access is not enough: it takes the scope '{scope}'",
    ),
    "tokens_need_person": (
        "Só uma pessoa que entrou com a própria conta cria tokens; no servidor, use "
        "`vehicle-pipeline tokens create`",
        "Only a person who is signed in with their own account makes tokens; on the server, use "
        "`vehicle-pipeline tokens create`",
    ),
    "api_exposed": (
        "API_HOST deixaria qualquer máquina da rede entrar sem se identificar. Defina "
        "AUTHENTICATION=required e crie um token com `vehicle-pipeline tokens create`, ou deixe "
        "API_HOST em 127.0.0.1",
        "API_HOST would let any machine of the network in without showing who it is. Set "
        "AUTHENTICATION=required and make a token with `vehicle-pipeline tokens create`, or leave "
        "API_HOST at 127.0.0.1",
    ),
    "api_named": (
        "PUBLIC_URL, DAGSTER_PUBLIC_URL ou ALLOWED_HOSTS diz que outras máquinas chegam aqui, e "
        "ninguém teria de se identificar. Defina AUTHENTICATION=required e crie um token com "
        "`vehicle-pipeline tokens create`; se o proxy já pede login, defina AUTHENTICATION=off",
        "PUBLIC_URL, DAGSTER_PUBLIC_URL or ALLOWED_HOSTS says that other machines come here, and "
        "nobody would have to show who they are. Set AUTHENTICATION=required and make a token with "
        "`vehicle-pipeline tokens create`; if the proxy asks for a login, set AUTHENTICATION=off",
    ),
    "dagster_exposed": (
        "A interface do Dagster não tem login, e DAGSTER_HOST a abriria à rede. Deixe-o em "
        "127.0.0.1 e ponha diante dela um proxy com login; se ele estiver em outra máquina, "
        "defina DAGSTER_BEHIND_PROXY=true",
        "The Dagster UI has no login, and DAGSTER_HOST would open it to the network. Leave it at "
        "127.0.0.1 and put a proxy with a login before it; if that is on another machine, set "
        "DAGSTER_BEHIND_PROXY=true",
    ),
}
