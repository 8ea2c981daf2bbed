with labels as (
    select
        model_id,
        unnest(regexp_split_to_array(lower(organization_categorization), ' *, *')) as label
    from {{ ref('stg_epoch__models') }}
),

-- The publisher's sectors of a model.
labelled as (
    select
        labels.model_id,
        bool_or(sector_label.sector = 'academia') as has_academia,
        bool_or(sector_label.sector = 'industry') as has_industry,
        bool_or(sector_label.sector in ('government', 'nonprofit', 'other')) as has_other,
        count(distinct sector_label.sector) = 1 as is_one_sector
    from labels
    inner join {{ ref('sector_label') }} as sector_label on labels.label = sector_label.label
    group by labels.model_id
),

-- Ours, by the rules that class the affiliations of papers.
classed as (
    select
        organizations.model_id,
        bool_or(list_contains(string_split(classified.sectors, '+'), 'academia')) as has_academia,
        bool_or(list_contains(string_split(classified.sectors, '+'), 'industry')) as has_industry,
        bool_or(list_has_any(string_split(classified.sectors, '+'), ['government', 'nonprofit', 'other'])) as has_other,
        bool_or(classified.sectors = 'unknown') as has_unknown,
        string_agg(
            organizations.organization || ': ' || classified.sectors || ' (' || classified.evidence || ')', '; '
            order by classified.sectors in ('academia', 'industry'), organizations.organization
        ) as class_evidence
    from {{ ref('int_models__organizations') }} as organizations
    inner join {{ ref('int_models__classified') }} as classified on organizations.organization = classified.affiliation
    group by organizations.model_id
),

sectors as (
    select
        models.model_id,
        classed.class_evidence,
        {% for sector in ['academia', 'industry', 'other'] -%}
        coalesce(labelled.has_{{ sector }}, false) as is_labelled_{{ sector }},
        -- A label of one sector stands in for organisations of unknown sector, or for those that are not named.
        coalesce(classed.has_{{ sector }}, false)
        or coalesce(labelled.has_{{ sector }} and labelled.is_one_sector and coalesce(classed.has_unknown, true), false)
            as has_{{ sector }} {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('stg_epoch__models') }} as models
    left join labelled on models.model_id = labelled.model_id
    left join classed on models.model_id = classed.model_id
),

owners as (
    select
        model_id,
        owner_key,
        count(*) over (partition by source, vintage, owner_key) as models
    from (select distinct source, vintage, model_id, owner_key from {{ ref('int_models__organizations') }}) as owned
),

main_owners as (
    select
        model_id,
        owner_key
    from owners
    qualify row_number() over (partition by model_id order by models desc, owner_key) = 1
),

classes as (
    select
        models.*,
        -- The main owner is the owner with most models of the vintage. A model without an organisation has an
        -- owner of its own.
        coalesce(main_owners.owner_key, models.model_id) as main_owner,
        sectors.has_academia,
        sectors.has_industry,
        sectors.has_other,
        {{ team_class('sectors.has_academia', 'sectors.has_industry', 'sectors.has_other') }} as team_class,
        sectors.is_labelled_academia,
        sectors.is_labelled_industry,
        {{ team_class('sectors.is_labelled_academia', 'sectors.is_labelled_industry', 'sectors.is_labelled_other') }}
            as labelled_class,
        sectors.class_evidence,
        log10(case when models.training_compute_flop > 0 then models.training_compute_flop end) as log10_flop,
        cast(extract(year from models.publication_date) as integer) as year,
        year(models.publication_date)
        + (dayofyear(models.publication_date) - 1.0) / dayofyear(make_date(year(models.publication_date), 12, 31))
            as year_fraction
    from {{ ref('stg_epoch__models') }} as models
    inner join sectors on models.model_id = sectors.model_id
    left join main_owners on models.model_id = main_owners.model_id
),

-- A vintage without a notable list takes its notable models from its other list (docs/metrics.md section 3).
described as (
    select
        *,
        list = 'notable'
        or (list = 'sheet' and (is_criteria_met or not has_criteria_met))
        or (
            list = 'all' and notability_criteria is not null and not is_excluded
            and not bool_or(list = 'notable') over (partition by source, vintage)
        ) as is_notable,
        lower(coalesce(notability_criteria, '')) as criteria,
        lower(coalesce(domain, '')) as domains,
        -- The first domain, where the list has 20 models of it.
        if(
            count(*) over (partition by source, vintage, list, trim(regexp_extract(domain, '^[^,;]*'))) >= 20,
            coalesce(nullif(trim(regexp_extract(domain, '^[^,;]*')), ''), 'other'), 'other'
        ) as main_domain,
        lower(confidence) as confidence_is
    from classes
),

recorded as (
    select
        *,
        max(log10_flop) over (
            partition by source, vintage, list order by publication_date
            range between unbounded preceding and current row
        ) as log10_record
    from described
)

-- The choices that keep a model (vars.yml).
select
    * exclude (criteria, domains, confidence_is, log10_record),
    {{ kept_by() }} as choices
from recorded
