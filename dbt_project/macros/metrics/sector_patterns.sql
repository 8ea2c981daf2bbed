{% macro academia_pattern() -%}
    'universi|college|institute of technology|ecole|hochschule|school of| eth | epfl |kaist|technion|polytechni|faculty| mit | cmu | ucl | ucla |academia sinica|berkeley|stanford|caltech|georgia tech|virginia tech|institute of science and technology|indian institute'
{%- endmacro %}

{% macro industry_pattern() -%}
    'google|deepmind|microsoft|facebook| meta | ibm |amazon|nvidia|openai|apple |adobe|intel |baidu|tencent|alibaba|huawei|bytedance|samsung|salesforce|yahoo|bell lab|at&t|nec lab| nec |siemens|bosch|sony|toyota research|qualcomm|uber|linkedin|twitter|netflix|spotify|sensetime|megvii|anthropic|hugging face|jd |didi|xerox|disney|hitachi|toshiba|ntt|naver|kakao|criteo|mitsubishi electric|philips| inc | corp| ltd| llc | gmbh|company|technologies'
{%- endmacro %}

{% macro research_pattern() -%}
    'max planck|inria|cnrs|chinese academy|national lab|allen institute|mila|vector institute|riken|csiro|nasa|nist|ministry|national institute|idiap|fraunhofer|alan turing institute|laboratory'
{%- endmacro %}
