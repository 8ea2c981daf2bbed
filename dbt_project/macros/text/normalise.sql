{#
The parts of a printed affiliation. A web address keeps only its host, and a street is removed, because
`550 McGill College Ave` is no university. A mark shows which part is the first one, because some names count
only there.
#}
{% macro parts_of(affiliation) -%}
    {%- set kinds = 'Ave|Avenue|Blvd|Boulevard|Court|Ct|Dr|Drive|Highway|Lane|Parkway|Pkwy|Rd|Road|St|Street' -%}
    {%- set street = '(^|[ ,;])[0-9][0-9-]+ ([A-Z][A-Za-z.]+ ){1,2}(' ~ kinds ~ ')([ ,;.]|$)' -%}
    string_split('^' || case
        when regexp_matches({{ affiliation }}, '://|[0-9]{2} [A-Z]')
            then regexp_replace(
                regexp_replace({{ affiliation }}, 'https?://([^/ ,;]*)[^ ,;]*', '\1', 'g'), '{{ street }}', '\1,\4', 'g'
            )
        else {{ affiliation }}
    end, ',')
{%- endmacro %}


{#
Normalising has two steps in separate queries, because the second step reads its input twice. The first
step makes lower-case words with ` , ` between parts: at commas, brackets and similar marks, and at a
hyphen between spaces.
#}
{% macro spell_out(text) -%}
    {%- set marks = ',;:/()|@•·—–−、，{}\\[\\]' -%}
    regexp_replace(
        ' ' || replace(replace(replace(
            regexp_replace({{ plain_letters(text) }}, ' *([{{ marks }}]| - )[ {{ marks }}]*', ' , ', 'g'),
            '&amp ,', '&'
        ), '&', ' and '), '+', ' and ') || ' ',
        '[^\p{L}\p{Nd}, ]+', ' ', 'g'
    )
{%- endmacro %}


{#
The second step leaves one space between words, no mark at the ends, and no footnote mark at a word. Most
texts only need their outer spaces removed.
#}
{% macro tidy_parts(spelled) -%}
    case
        when regexp_matches({{ spelled }}, '  |[0-9]|^ ,|, $')
            then trim(both ' ,' from regexp_replace(
                regexp_replace({{ spelled }}, '  +', ' ', 'g'),
                '([a-z]{5})[0-9]{1,2} |( [0-9])([a-z]{4})', '\1\2 \3', 'g'
            ))
        else trim({{ spelled }})
    end
{%- endmacro %}


{#
Lower case without accents, ligatures, full-width forms and apostrophes. Most strings are ASCII, which
has as many bytes as letters, and need little of that.
#}
{% macro plain_letters(text) -%}
    case
        when octet_length(encode({{ text }})) = length({{ text }})
            then replace(replace(lower({{ text }}), '`', ''), chr(39), '')
        else regexp_replace(lower(strip_accents({{ replace_letters(fold_widths(text)) }})), ' *[´¨`ˆ˜¸] *', '', 'g')
    end
{%- endmacro %}


{# Full-width forms to plain ones. Few strings have such characters, and a translation is expensive. #}
{% macro fold_widths(text) -%}
    {%- set wide = 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９（）［］＆＋－／：；．，　' -%}
    {%- set narrow = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()[]&+-/:;., ' -%}
    case
        when regexp_matches({{ text }}, '[　！-～]') then translate({{ text }}, '{{ wide }}', '{{ narrow }}')
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
        ('’', ''), ('‘', ''), ('ʼ', ''), ('＇', '')
    ] -%}
        {%- set result.text = "replace(" ~ result.text ~ ", '" ~ letter ~ "', '" ~ plain ~ "')" -%}
    {%- endfor -%}
    replace({{ result.text }}, chr(39), '')
{%- endmacro %}


{# The words of a normalised text, without the marks between parts. #}
{% macro normalise_words(parts) -%}
    replace({{ parts }}, ' , ', ' ')
{%- endmacro %}


{# Words of fields that many departments share. #}
{% macro subjects() -%}
    {{ return([
        'administration', 'and', 'applied', 'artificial', 'biology', 'business', 'chemistry', 'communications?',
        'computational', 'computer', 'computing', 'data', 'economics', 'electrical', 'electronics?', 'engineering',
        'industrial', 'informatics', 'information', 'intelligence', 'management', 'mathematical', 'mathematics',
        'mechanical', 'medicine', 'pathology', 'physics', 'physiology', 'robotics', 'sciences?', 'statistics',
        'systems', 'technology'
    ]) }}
{%- endmacro %}


{#
Matches a lower-case name of a department or a kind of institution, which many organisations share.
#}
{% macro generic_name() -%}
    '^(the )?('
    || '((graduate )?(faculty|school)|department|division)( (of|for) .*)?'
    || '|(institute|cent(er|re)|laboratory|college) (of|for)( ({{ subjects() | join('|') }}))+'
    || '|(city|national) university|universidad nacional'
    || '|university of ((science and )?technology|finance and economics)'
    || ')$'
{%- endmacro %}


{#
Matches a lower-case name that has only fields and kinds of units, such as `autonomous systems lab`, and so
names no organisation.
#}
{% macro name_of_a_unit() -%}
    {%- set words = subjects() + [
        'advanced', 'autonomous', 'biomedical', 'brain', 'cognitive', 'digital', 'human', 'inspired', 'intelligent',
        'interactive', 'knowledge', 'language', 'learning', 'machine', 'mining', 'natural', 'networks?', 'neural',
        'perceptual', 'perception', 'processing', 'quantum', 'research', 'security', 'signal', 'social', 'software',
        'speech', 'vision', 'visual',
        'a', 'at', 'for', 'in', 'of', 'on', 'the',
        'cent(er|re)', 'division', 'group', 'institute', 'lab', 'laborator(y|ies)', 'program', 'section', 'team', 'unit',
        'angewandte', 'de', 'des', 'en', 'et', 'f[uü]r', 'informatik', 'informatique', 'institut', 'laboratoire', 'materials',
        'mathematik', 'mathematiques', 'mathématiques', 'physik', 'physique', 'recherche', 'theoretical', 'theoretische',
        'und'
    ] -%}
    '^({{ words | join('|') }})( ({{ words | join('|') }}))*$'
{%- endmacro %}


{#
An affiliation with a plus sign in place of an `and` after a country, which joins two institutions: `Tsinghua
University, Beijing, China and Google, USA`.
#}
{% macro separated_institutions(affiliation) -%}
    {%- set countries = [
        'Argentina', 'Australia', 'Austria', 'Bangladesh', 'Belgium', 'Brazil', 'Canada', 'Chile', 'China', 'Colombia',
        'Cyprus', 'Czech Republic', 'Czechia', 'Denmark', 'Egypt', 'Estonia', 'Finland', 'France', 'Germany', 'Greece',
        'Hong Kong', 'Hungary', 'India', 'Indonesia', 'Iran', 'Ireland', 'Israel', 'Italy', 'Japan', 'Luxembourg',
        'Macao', 'Macau', 'Malaysia', 'Mexico', 'Netherlands', 'New Zealand', 'Norway', 'Pakistan', 'Poland',
        'Portugal', 'Qatar', 'Republic of Korea', 'Romania', 'Russia', 'Saudi Arabia', 'Serbia', 'Singapore',
        'Slovenia', 'South Africa', 'South Korea', 'Spain', 'Sri Lanka', 'Sweden', 'Switzerland', 'Taiwan', 'Thailand',
        'Turkey', 'UK', 'USA', 'Ukraine', 'United Arab Emirates', 'United Kingdom', 'United States', 'Vietnam'
    ] -%}
    regexp_replace({{ affiliation }}, '(, ({{ countries | join('|') }})),? and ', '\1+', 'g')
{%- endmacro %}
