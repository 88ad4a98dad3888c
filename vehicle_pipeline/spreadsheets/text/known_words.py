"""Words with accents that are usual in Brazilian lists of vehicles.

In few words, signs and accents alone do not show a code page: the bytes of `CITROËN` in cp850 are
`CITROÓN` in Windows-1252. One of these words does.
"""

# In small letters, one of several forms.
_WORDS = """
    alumínio aquisição articulação automático automóveis automóvel avaliação aço ação açúcar
    aéreo balcão balcões baú brasília básico café caminhão caminhões capô caçamba citroën
    combustão combustíveis combustível comércio condição condições condução conservação
    construção contêiner coração correção crédito cupê câmara câmbio código cônsul cúbica
    descrição direção disponível distribuição diário edição elétrico emissão endereço escritório
    espaço especificação estação fabricação família furgão furgões fúria goiás gás hidráulico
    híbrido identificação ignição injeção inspeção início isotérmico jacaré ká laboratório
    licença locação lotação maceió marítimo maçã mecânico microônibus município máquina médio
    mégane mês mínimo módulo móvel mônaco nº não número observação observações operação
    operações opção opções padrão parabólica paraná paraíba pará peça política portão posição
    potência preço proprietário prêmio próprio pátio pólo público quilômetro recuperação
    refrigeração região relação renovação revisão rodoviário rádio saída sedã segurança serviço
    seção simbólico situação solução são série só transmissão tração trânsito três trólebus
    técnico unitário usuário utilitário versão versões veículo vácuo válido válvula vários água
    álcool área élite épica época índice óleo órgão ônibus último único škoda
"""


def _stem(word: str) -> str:
    """Return a word without the ending of its number and gender."""
    return word.rstrip("s").rstrip("ao")


_STEMS = frozenset(map(_stem, _WORDS.split()))


def is_known(word: str) -> bool:
    """Return whether a word, in any letters, is a usual one, or another form of one."""
    return _stem(word.lower()) in _STEMS
