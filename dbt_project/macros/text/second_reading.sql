{#
An affiliation with spaces between glued words, without footnote marks at words, and with common abbreviations
written out: `IBMResearch2`, `Scripps Res. Inst.`.
#}
{% macro second_reading(affiliation) -%}
    {%- set text = namespace(sql=affiliation) -%}
    {%- for pattern, replacement in [
        ('([a-z]{2})([A-Z])', '\\1 \\2'),
        ('([A-Z]{2,})([A-Z][a-z]{3,})', '\\1 \\2'),
        ('([A-Za-z])[0-9]([A-Z])', '\\1 \\2'),
        ('(^|[ ,;])[0-9]([A-Z][A-Za-z]{2,})', '\\1\\2'),
        ('([A-Za-z]{3,})[0-9]($|[ ,;])', '\\1\\2'),
        ('([A-Z]{3,})[a-z]($|[ ,;])', '\\1\\2'),
        ('\\bAcad[.]', 'Academy '),
        ('\\bAccel[.]', 'Accelerator '),
        ('\\bComput[.]', 'Computing '),
        ('\\bCtr[.]', 'Center '),
        ('\\bEng[.]', 'Engineering '),
        ('\\bIn(f|fo)[.]', 'Information '),
        ('\\bInst[.]', 'Institute '),
        ('\\bLab[.]', 'Laboratory '),
        ('\\bNa(t|tl)[.]', 'National '),
        ('\\bRes[.]', 'Research '),
        ('\\bSci[.]', 'Science '),
        ('\\bTech(nol)?[.]', 'Technology ')
    ] -%}
        {%- set text.sql = "regexp_replace(" ~ text.sql ~ ", '" ~ pattern ~ "', '" ~ replacement ~ "', 'g')" -%}
    {%- endfor -%}
    {{ text.sql }}
{%- endmacro %}
