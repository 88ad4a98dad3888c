"""What `vehicle-pipeline doctor` has seen, and, by the same code with `_mend`, what helps."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "doctor_stack_running": (
        "Sistema no ar em {data_dir}: API {api_url}, Dagster {dagster_url}",
        "The system runs in {data_dir}: API {api_url}, Dagster {dagster_url}",
    ),
    "doctor_stack_changing": (
        "Um sistema está iniciando ou encerrando em {data_dir}",
        "A system is starting or stopping in {data_dir}",
    ),
    "doctor_stack_changing_mend": (
        "Espere um minuto e repita o comando",
        "Wait for a minute and repeat the command",
    ),
    "doctor_stack_stopped": (
        "Nenhum sistema em execução em {data_dir}; as partes que só existem com ele não foram "
        "examinadas",
        "No system runs in {data_dir}; the parts that exist only with it were not examined",
    ),
    "doctor_stack_crashed": (
        "O sistema em {data_dir} caiu sem encerrar",
        "The system in {data_dir} went down without a stop",
    ),
    "doctor_stack_crashed_mend": (
        "Inicie-o de novo (vehicle-pipeline up): as sobras são removidas, e as importações seguem",
        "Start it again (vehicle-pipeline up): what is left over is removed, and imports go on",
    ),
    "doctor_configuration_fine": (
        "As variáveis de ambiente são válidas",
        "The environment variables are valid",
    ),
    "doctor_configuration_bad": ("{because}", "{because}"),
    "doctor_configuration_bad_mend": (
        "Corrija a variável de ambiente; o README diz o que cada uma aceita",
        "Correct the environment variable; the README says what each of them takes",
    ),
    "doctor_configuration_exposed": (
        "O início será recusado: {because}",
        "The start will be refused: {because}",
    ),
    "doctor_configuration_exposed_mend": (
        "'Access' em docs/operation.md diz como abrir o sistema só a quem deve entrar",
        "'Access' in docs/operation.md says how to open the system to those who belong only",
    ),
    "doctor_configuration_open": (
        "AUTHENTICATION=off, e outras máquinas chegam aqui: só o proxy decide quem entra",
        "AUTHENTICATION=off, and other machines come here: the proxy alone decides who gets in",
    ),
    "doctor_configuration_open_mend": (
        "Confira que o proxy pede login, ou defina AUTHENTICATION=required",
        "See that the proxy asks for a login, or set AUTHENTICATION=required",
    ),
    "doctor_everybody_trusted": (
        "TRUSTED_PROXIES={network}: qualquer um diz de que endereço vem, e escapa dos limites",
        "TRUSTED_PROXIES={network}: anybody says where they come from, and escapes the limits",
    ),
    "doctor_everybody_trusted_mend": (
        "Diga só o endereço do proxy, como 127.0.0.1",
        "Name the address of the proxy alone, such as 127.0.0.1",
    ),
    "doctor_variable_unknown": (
        "A variável {name} não existe aqui, e não vale; parece {known}",
        "There is no variable {name} here, and it does nothing; it looks like {known}",
    ),
    "doctor_variable_unknown_mend": (
        "Corrija o nome da variável, ou remova-a",
        "Correct the name of the variable, or remove it",
    ),
    "doctor_provider_fine": ("{issuer} responde", "{issuer} answers"),
    "doctor_provider_away": (
        "{issuer} não serve, e ninguém entra com a própria conta ({because})",
        "{issuer} does not serve, and nobody signs in with their own account ({because})",
    ),
    "doctor_provider_away_mend": (
        "Confira OIDC_ISSUER, o provedor e a rede até ele; tokens valem enquanto isso",
        "Check OIDC_ISSUER, the provider and the network to it; tokens work meanwhile",
    ),
    "doctor_source_root": (
        "A pasta {folder}, de SOURCE_ROOTS, não existe ou não pode ser lida",
        "The folder {folder}, of SOURCE_ROOTS, does not exist or cannot be read",
    ),
    "doctor_source_root_mend": (
        "Monte o disco, dê permissão de leitura, ou tire a pasta de SOURCE_ROOTS",
        "Mount the disk, allow it to be read, or remove the folder from SOURCE_ROOTS",
    ),
    "doctor_data_dir_fine": (
        "{data_dir} é só de quem usa o sistema",
        "{data_dir} is only its user's",
    ),
    "doctor_data_dir_missing": (
        "{data_dir} ainda não existe; o primeiro início a cria",
        "{data_dir} does not exist yet; the first start makes it",
    ),
    "doctor_data_dir_missing_mend": (
        "Se o sistema já rodou, confira DATA_DIR ou --data-dir; se não, inicie-o",
        "If the system has run before, check DATA_DIR or --data-dir; if not, start it",
    ),
    "doctor_data_dir_refused": ("{because}", "The data dir is refused: {because}"),
    "doctor_data_dir_refused_mend": (
        "Corrija o dono ou as permissões da pasta, ou indique outra com DATA_DIR",
        "Correct owner or modes of the folder, or name another one in DATA_DIR",
    ),
    "doctor_data_dir_open": (
        "Outros usuários podem ler ou mudar: {paths}",
        "Other users can read or change: {paths}",
    ),
    "doctor_data_dir_open_mend": (
        "Tire as permissões deles: chmod go-rw; o próximo início também o faz",
        "Take their rights: chmod go-rw; the next start does that as well",
    ),
    "doctor_disk_fine": ("{gigabytes} GB livres em {folder}", "{gigabytes} GB free in {folder}"),
    "doctor_disk_low": (
        "Só {gigabytes} GB livres em {folder}",
        "Only {gigabytes} GB free in {folder}",
    ),
    "doctor_disk_full": (
        "O disco de {folder} está cheio: nada pode ser gravado",
        "The disk of {folder} is full: nothing can be written",
    ),
    "doctor_disk_mend": (
        "Libere espaço, aumente o disco, ou guarde por menos tempo (RETENTION_*)",
        "Free some space, enlarge the disk, or keep things for less long (RETENTION_*)",
    ),
    "doctor_packages_fine": (
        "{packages} pacotes nas versões esperadas",
        "{packages} packages in the versions that are expected",
    ),
    "doctor_packages_differ": (
        "Pacotes em versões que não foram testadas: {names}",
        "Packages in versions that were not tested: {names}",
    ),
    "doctor_packages_missing": ("Faltam pacotes: {names}", "Packages are missing: {names}"),
    "doctor_packages_mend": (
        "Instale de novo: make setup, ou pip install --upgrade",
        "Install again: make setup, or pip install --upgrade",
    ),
    "doctor_database_embedded": (
        "O PostgreSQL embutido só responde com o sistema no ar",
        "The embedded PostgreSQL answers only while the system runs",
    ),
    "doctor_database_fine": (
        "PostgreSQL {version} responde: {place}",
        "PostgreSQL {version} answers: {place}",
    ),
    "doctor_database_away": (
        "O PostgreSQL não aceita a conexão ({place}): {because}",
        "PostgreSQL does not take the connection ({place}): {because}",
    ),
    "doctor_database_away_mend": (
        "Confira DATABASE_URL, a rede, e se o servidor está no ar",
        "Check DATABASE_URL, the network, and that the server runs",
    ),
    "doctor_database_address": (
        "DATABASE_URL não é um endereço de PostgreSQL",
        "DATABASE_URL is no address of a PostgreSQL",
    ),
    "doctor_database_address_mend": (
        "Use postgresql://usuário:senha@servidor/banco; sinais da senha viram %40, %2F…",
        "Use postgresql://user:password@server/database; signs of the password become %40, %2F…",
    ),
    "doctor_database_read_only": (
        "O banco de dados só aceita leitura, como o de reserva",
        "The database can only be read, as a standby",
    ),
    "doctor_database_read_only_mend": (
        "Aponte DATABASE_URL para o servidor principal",
        "Have DATABASE_URL name the primary server",
    ),
    "doctor_rights_fine": (
        "O usuário {account} pode criar o que é preciso",
        "The user {account} can create what is needed",
    ),
    "doctor_rights_missing": (
        "O usuário {account} não pode criar tabelas em public e dagster",
        "The user {account} cannot create tables in public and dagster",
    ),
    "doctor_rights_missing_mend": (
        "Como dono do banco {name}: grant create on database, e on schema public, para {account}",
        "As the owner of the database {name}: grant create on database, and on schema public, "
        "to {account}",
    ),
    "doctor_migrations_fine": (
        "As tabelas estão na versão {revision}, a atual",
        "The tables are of version {revision}, the current one",
    ),
    "doctor_migrations_none": ("As tabelas não existem", "The tables do not exist"),
    "doctor_migrations_behind": (
        "As tabelas estão na versão {revision}; a atual é {newest}",
        "The tables are of version {revision}; the current one is {newest}",
    ),
    "doctor_migrations_behind_mend": (
        "Execute vehicle-pipeline migrate, ou inicie o sistema (vehicle-pipeline up)",
        "Run vehicle-pipeline migrate, or start the system (vehicle-pipeline up)",
    ),
    "doctor_migrations_ahead": (
        "As tabelas estão na versão {revision}, que este programa não conhece",
        "The tables are of version {revision}, which this program does not know",
    ),
    "doctor_migrations_ahead_mend": (
        "Instale a versão do programa que as criou, ou uma mais nova",
        "Install the version of the program that made them, or a newer one",
    ),
    "doctor_clock_fine": (
        "O relógio concorda com o desta máquina (diferença de {seconds} s)",
        "The clock agrees with this machine's (a difference of {seconds} s)",
    ),
    "doctor_clock_off": (
        "O relógio difere do desta máquina em {seconds} s",
        "The clock differs from this machine's by {seconds} s",
    ),
    "doctor_clock_off_mend": (
        "Acerte os relógios das duas máquinas por NTP (timedatectl)",
        "Set the clocks of both machines by NTP (timedatectl)",
    ),
    "doctor_queue_embedded": (
        "O emulador da fila só responde com o sistema no ar",
        "The queue emulator answers only while the system runs",
    ),
    "doctor_queue_fine": (
        "A fila {name} responde: {visible} à espera, {in_flight} em andamento",
        "The queue {name} answers: {visible} waiting, {in_flight} being worked on",
    ),
    "doctor_queue_away": (
        "A fila {name} não responde, ou recusa as credenciais",
        "The queue {name} does not answer, or refuses the credentials",
    ),
    "doctor_queue_away_mend": (
        "Confira QUEUE, AWS_ENDPOINT_URL_SQS, AWS_DEFAULT_REGION, as credenciais e a rede",
        "Check QUEUE, AWS_ENDPOINT_URL_SQS, AWS_DEFAULT_REGION, the credentials and the network",
    ),
    "doctor_letters_none": ("Nenhuma mensagem morta", "No dead letters"),
    "doctor_letters_open": (
        "{letters} mensagens mortas esperam por uma decisão",
        "{letters} dead letters wait for a decision",
    ),
    "doctor_letters_open_mend": (
        "Veja quais: vehicle-pipeline dead-letters list; depois redrive ou dismiss",
        "See which: vehicle-pipeline dead-letters list; then redrive or dismiss",
    ),
    "doctor_store_fine": (
        "Um arquivo de teste foi gravado, lido e apagado em {place}",
        "A test file was written, read and deleted in {place}",
    ),
    "doctor_store_missing": (
        "{place} ainda não existe; o primeiro início a cria",
        "{place} does not exist yet; the first start makes it",
    ),
    "doctor_no_answer": ("Sem resposta em {seconds} s", "No answer in {seconds} s"),
    "doctor_no_answer_mend": (
        "Veja se o serviço está no ar e se a rede chega até ele; um que aceita conexões e não "
        "responde costuma estar parado ou sobrecarregado",
        "See whether the service is up and the network reaches it; one that takes connections and "
        "does not answer is usually stopped or overloaded",
    ),
    "doctor_store_gone": (
        "A pasta {place} não existe",
        "The folder {place} does not exist",
    ),
    "doctor_store_gone_mend": (
        "Monte o disco, ou traga a pasta de volta de uma cópia; uma vazia esconderia a falta dos "
        "arquivos",
        "Mount the disk, or bring the folder back from a copy; an empty one would hide that the "
        "files are missing",
    ),
    "doctor_store_away": ("{place}: {because}", "{place}: {because}"),
    "doctor_store_differs": (
        "{place} não devolveu o que foi gravado",
        "{place} did not give back what was written",
    ),
    "doctor_store_away_mend": (
        "Confira OBJECT_STORE_URL, o espaço, as permissões, as credenciais e a rede",
        "Check OBJECT_STORE_URL, space, modes, credentials and the network",
    ),
    "doctor_daemons_fine": (
        "Os processos do Dagster deram sinal há no máximo {seconds} s",
        "Dagster's daemons gave a sign of life at most {seconds} s ago",
    ),
    "doctor_daemons_silent": (
        "Sem sinal dos processos do Dagster: {names}",
        "No sign of life of Dagster's daemons: {names}",
    ),
    "doctor_daemons_silent_mend": (
        "Inicie vehicle-pipeline daemon, ou o sistema; o motivo está em logs/daemon.log",
        "Start vehicle-pipeline daemon, or the system; the reason is in logs/daemon.log",
    ),
    "doctor_part_working": ("{detail}", "{detail}"),
    "doctor_part_down": ("{detail}", "{detail}"),
    "doctor_part_down_mend": (
        "Veja os logs em {logs}; 'Is it well?' em docs/operation.md explica cada parte",
        "See the logs in {logs}; 'Is it well?' in docs/operation.md explains each part",
    ),
    "doctor_api_silent": (
        "A API em {api_url} não responde",
        "The API at {api_url} does not answer",
    ),
    "doctor_api_silent_mend": (
        "Inicie vehicle-pipeline api, ou confira API_HOST e API_PORT",
        "Start vehicle-pipeline api, or check API_HOST and API_PORT",
    ),
    "doctor_api_closed": (
        "A API em {api_url} não diz como está: respondeu {status}",
        "The API at {api_url} does not tell how it is: it answered {status}",
    ),
    "doctor_api_closed_mend": (
        "Peça {api_url}/health/ready com um token de leitura",
        "Ask for {api_url}/health/ready with a token for reading",
    ),
}
