{# Printed text to lower-case words of one blank between them. ` , ` stands between the parts of the
   text: at its commas, brackets, dashes and the like. #}
{% macro normalise_parts(text) -%}
    {%- set plain = fold(replace_ligatures(fold_widths(text))) -%}
    {%- set joined = replace_all(plain, ' *[´¨`ˆ˜¸] *', '') -%}
    {%- set spelled = replace_all("translate(" ~ joined ~ ", ';:/()[]{}|@•·—–−、，', ',,,,,,,,,,,,,,,,,,')", '&(amp,)?|[+]', ' and ') -%}
    {%- set worded = replace_all(spelled, '[^\\p{L}\\p{Nd}]*,[^\\p{L}\\p{Nd}]*', ' , ') -%}
    {%- set clean = replace_all(worded, '[^\\p{L}\\p{Nd},]+', ' ') -%}
    {%- set unmarked = replace_all(clean, '([a-z]{5})[0-9]{1,2} |( [0-9])([a-z]{5})', '\\1\\2 \\3') -%}
    trim({{ unmarked }}, ' ,')
{%- endmacro %}


{# Unicode's compatibility forms that papers print: full-width letters, and no apostrophes. #}
{% macro fold_widths(text) -%}
    {%- set wide = 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９（）［］＆＋－／：；．　øØłŁđĐıİ' -%}
    {%- set narrow = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()[]&+-/:;. oOlLdDiI' -%}
    translate({{ text }}, '{{ wide }}’‘ʼ＇''', '{{ narrow }}')
{%- endmacro %}


{% macro replace_ligatures(text) -%}
    {%- set result = namespace(text=text) -%}
    {%- for ligature, letters in [
        ('ﬀ', 'ff'), ('ﬁ', 'fi'), ('ﬂ', 'fl'), ('ﬃ', 'ffi'), ('ﬄ', 'ffl'), ('ﬅ', 'st'), ('ﬆ', 'st'),
        ('ß', 'ss'), ('æ', 'ae'), ('Æ', 'ae'), ('œ', 'oe'), ('Œ', 'oe')
    ] -%}
        {%- set result.text = "replace(" ~ result.text ~ ", '" ~ ligature ~ "', '" ~ letters ~ "')" -%}
    {%- endfor -%}
    {{ result.text }}
{%- endmacro %}


{# The words of a normalised text, without the marks between parts. #}
{% macro normalise_words(parts) -%}
    replace({{ parts }}, ' , ', ' ')
{%- endmacro %}
