{#
The parts of a printed affiliation. A mark identifies the first part, because some names count only there.
#}
{% macro parts_of(affiliation) -%}
    {{ split_text("'^' || " ~ affiliation, ',') }}
{%- endmacro %}


{#
Normalising takes two steps, each in its own query, because the second reads its input twice. The first
step makes lower-case words with ` , ` between parts: at commas, brackets and similar marks, and at a
hyphen between blanks.
#}
{% macro spell_out(text) -%}
    {%- set divided = replace_all(plain_letters(text), ' *([,;:/()|@•·—–−、，{}[\\]]| - )[ ,;:/()|@•·—–−、，{}[\\]]*', ' , ') -%}
    {%- set joined = "replace(replace(replace(" ~ divided ~ ", '&amp ,', '&'), '&', ' and '), '+', ' and ')" -%}
    {{ replace_all("' ' || " ~ joined ~ " || ' '", '[^\\p{L}\\p{Nd}, ]+', ' ') }}
{%- endmacro %}


{#
The second step leaves one blank between words, no mark at the ends, and no footnote mark at a word. Most
texts only need their outer blanks removed.
#}
{% macro tidy_parts(spelled) -%}
    {%- set single = replace_all(spelled, '  +', ' ') -%}
    {%- set unmarked = replace_all(single, '([a-z]{5})[0-9]{1,2} |( [0-9])([a-z]{4})', '\\1\\2 \\3') -%}
    case
        when {{ matches(spelled, "'  |[0-9]|^ ,|, $'") }} then trim({{ unmarked }}, ' ,')
        else trim({{ spelled }})
    end
{%- endmacro %}


{#
Lower case without accents, ligatures, full-width forms and apostrophes. Most strings are ASCII and need
little of that.
#}
{% macro plain_letters(text) -%}
    case
        when {{ is_ascii(text) }}
            then replace(replace(lower({{ text }}), '`', ''), '''', '')
        else {{ replace_all(fold(replace_letters(fold_widths(text))), ' *[´¨`ˆ˜¸] *', '') }}
    end
{%- endmacro %}


{# Full-width forms to plain ones. Few strings have any, and translating is expensive. #}
{% macro fold_widths(text) -%}
    {%- set wide = 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９（）［］＆＋－／：；．，　' -%}
    {%- set narrow = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()[]&+-/:;., ' -%}
    case
        when {{ matches(text, "'[　！-～]'") }} then {{ translate(text, wide, narrow) }}
        else {{ text }}
    end
{%- endmacro %}


{# Ligatures, and letters that lose more than an accent. Apostrophes are removed. #}
{% macro replace_letters(text) -%}
    {%- set result = namespace(text=text) -%}
    {%- for letter, plain in [
        ('ﬀ', 'ff'), ('ﬁ', 'fi'), ('ﬂ', 'fl'), ('ﬃ', 'ffi'), ('ﬄ', 'ffl'), ('ﬅ', 'st'), ('ﬆ', 'st'),
        ('ß', 'ss'), ('æ', 'ae'), ('Æ', 'ae'), ('œ', 'oe'), ('Œ', 'oe'), ('ø', 'o'), ('Ø', 'o'),
        ('ł', 'l'), ('Ł', 'l'), ('đ', 'd'), ('Đ', 'd'), ('ı', 'i'), ('İ', 'i'),
        ('’', ''), ('‘', ''), ('ʼ', ''), ('＇', ''), ("''", '')
    ] -%}
        {%- set result.text = "replace(" ~ result.text ~ ", '" ~ letter ~ "', '" ~ plain ~ "')" -%}
    {%- endfor -%}
    {{ result.text }}
{%- endmacro %}


{# The words of a normalised text, without the marks between parts. #}
{% macro normalise_words(parts) -%}
    replace({{ parts }}, ' , ', ' ')
{%- endmacro %}


{#
The form of a lower-case name of a department or a kind of institution, which many organisations share.
#}
{% macro generic_name() -%}
    {%- set subjects = [
        'administration', 'and', 'applied', 'artificial', 'biology', 'business', 'chemistry', 'communications?',
        'computational', 'computer', 'computing', 'data', 'economics', 'electrical', 'electronics?', 'engineering',
        'industrial', 'informatics', 'information', 'intelligence', 'management', 'mathematical', 'mathematics',
        'mechanical', 'medicine', 'pathology', 'physics', 'physiology', 'robotics', 'sciences?', 'statistics',
        'systems', 'technology'
    ] | join('|') -%}
    '^(the )?('
    || '((graduate )?(faculty|school)|department|division)( (of|for) .*)?'
    || '|(institute|cent(er|re)|laboratory|college) (of|for)( ({{ subjects }}))+'
    || '|(city|national) university|universidad nacional'
    || '|university of ((science and )?technology|finance and economics)'
    || ')$'
{%- endmacro %}
