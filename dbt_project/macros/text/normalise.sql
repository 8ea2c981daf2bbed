{# Printed text to lower-case words of one blank between them. ` , ` stands between the parts of the
   text: at its commas, brackets, dashes and the like. #}
{% macro normalise_parts(text) -%}
    {%- set spelled = "replace(replace(replace(" ~ plain_letters(text) ~ ", '&amp;', '&'), '&', ' and '), '+', ' and ')" -%}
    {%- set divided = replace_all(spelled, '[ ,;:/()|@•·—–−、，{}[\\]]*[,;:/()|@•·—–−、，{}[\\]][ ,;:/()|@•·—–−、，{}[\\]]*', ' , ') -%}
    {%- set worded = replace_all(divided, '[^\\p{L}\\p{Nd}, ]+', ' ') -%}
    {%- set spaced = replace_all("' ' || " ~ worded ~ " || ' '", '  +', ' ') -%}
    {%- set unmarked = replace_all(spaced, '([a-z]{5})[0-9]{1,2} |( [0-9])([a-z]{5})', '\\1\\2 \\3') -%}
    trim({{ unmarked }}, ' ,')
{%- endmacro %}


{# Lower case without accents, ligatures, full-width forms and apostrophes. Most strings have nothing
   but ASCII, where little of that is to be done. #}
{% macro plain_letters(text) -%}
    case
        when {{ matches(text, "'[^ -~]'") }}
            then {{ replace_all(fold(replace_letters(fold_widths(text))), ' *[´¨`ˆ˜¸] *', '') }}
        else replace(replace(lower({{ text }}), '`', ''), '''', '')
    end
{%- endmacro %}


{# Full-width forms to their plain ones. Few strings have any, and translating is dear. #}
{% macro fold_widths(text) -%}
    {%- set wide = 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９（）［］＆＋－／：；．，　' -%}
    {%- set narrow = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()[]&+-/:;., ' -%}
    case
        when {{ matches(text, "'[　！-～]'") }} then translate({{ text }}, '{{ wide }}', '{{ narrow }}')
        else {{ text }}
    end
{%- endmacro %}


{# Ligatures and letters that lose more than an accent; apostrophes go. #}
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
