"""Chat templates with tools in the dialects of real models: their marks, and the steps they are written in."""
# ruff: noqa: E501 - a line break in a template is text of the prompt

QWEN = r"""{%- if tools %}
    {{- '<|im_start|>system\n' }}
    {%- if messages[0].role == 'system' %}{{- messages[0].content ~ '\n\n' }}{%- endif %}
    {{- '<tools>' }}
    {%- for tool in tools %}{{- '\n' ~ (tool | tojson) }}{%- endfor %}
    {{- '\n</tools>\nCall with <tool_call></tool_call>.<|im_end|>\n' }}
{%- elif messages[0].role == 'system' %}
    {{- '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}
{%- endif %}
{%- set state = namespace(asked=messages|length - 1, found=false) %}
{%- for turn in messages[::-1] %}
    {%- if not state.found and turn.role == 'user' and turn.content is string and not turn.content.startswith('<tool_response>') %}
        {%- set state.asked = (messages|length - 1) - loop.index0 %}
        {%- set state.found = true %}
    {%- endif %}
{%- endfor %}
{%- for turn in messages %}
    {%- set words = turn.content if turn.content is string else '' %}
    {%- if turn.role == 'user' %}
        {{- '<|im_start|>user\n' + words + '<|im_end|>\n' }}
    {%- elif turn.role == 'assistant' %}
        {%- set thought = '' %}
        {%- if turn.reasoning_content is string %}
            {%- set thought = turn.reasoning_content %}
        {%- elif '</think>' in words %}
            {%- set thought = words.split('</think>')[0].split('<think>')[-1].strip('\n') %}
            {%- set words = words.split('</think>')[-1].lstrip('\n') %}
        {%- endif %}
        {{- '<|im_start|>assistant\n' }}
        {%- if thought and loop.index0 > state.asked %}{{- '<think>\n' + thought + '\n</think>\n\n' }}{%- endif %}
        {{- words }}
        {%- for call in turn.tool_calls or [] %}
            {%- if words or not loop.first %}{{- '\n' }}{%- endif %}
            {%- set call = call.function if call.function else call %}
            {{- '<tool_call>\n{"name": "' ~ call.name ~ '", "arguments": ' }}
            {{- call.arguments if call.arguments is string else call.arguments | tojson }}
            {{- '}\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\n' }}
    {%- elif turn.role == 'tool' %}
        {%- if messages[loop.index0 - 1].role != 'tool' %}{{- '<|im_start|>user' }}{%- endif %}
        {{- '\n<tool_response>\n' + words + '\n</tool_response>' }}
        {%- if loop.last or messages[loop.index0 + 1].role != 'tool' %}{{- '<|im_end|>\n' }}{%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}
{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\n\n</think>\n\n' }}{%- endif %}"""

QWEN_CODER = r"""{% macro others(fields, known) %}
    {%- if fields is mapping %}
        {%- for key in fields if key not in known %}
            {%- set shown = fields[key] | tojson | safe if fields[key] is mapping or (fields[key] is sequence and fields[key] is not string) else fields[key] | string %}
            {{- '\n<' ~ key ~ '>' ~ shown ~ '</' ~ key ~ '>' }}
        {%- endfor %}
    {%- endif %}
{% endmacro %}
{%- if tools is iterable and tools | length > 0 %}
    {{- '<|im_start|>system\n<tools>' }}
    {%- for tool in tools %}
        {%- if tool.function is defined %}{%- set tool = tool.function %}{%- endif %}
        {{- '\n<function>\n<name>' ~ tool.name ~ '</name>\n<description>' ~ (tool.description | trim) ~ '</description>' }}
        {%- for name, fields in tool.parameters.properties | items %}
            {{- '\n<parameter>\n<name>' ~ name ~ '</name>\n<type>' ~ (fields.type | string) ~ '</type>' }}
            {{- others(fields, ['type', 'description']) }}
            {{- '\n</parameter>' }}
        {%- endfor %}
        {{- others(tool.parameters, ['type', 'properties']) ~ '\n</function>' }}
    {%- endfor %}
    {{- '\n</tools>\n<tool_call>\n<function=NAME>\n<parameter=KEY>\nVALUE\n</parameter>\n</function>\n</tool_call><|im_end|>\n' }}
{%- endif %}
{%- for turn in messages %}
    {%- if turn.role == 'assistant' and turn.tool_calls is defined and turn.tool_calls is iterable and turn.tool_calls | length > 0 %}
        {{- '<|im_start|>assistant' }}
        {%- if turn.content is defined and turn.content is string and turn.content | trim | length > 0 %}{{- '\n' + turn.content | trim }}{%- endif %}
        {%- for call in turn.tool_calls %}
            {%- set call = call.function %}
            {{- '\n<tool_call>\n<function=' + call.name + '>\n' }}
            {%- for key, value in call.arguments | items %}
                {{- '<parameter=' + key + '>\n' ~ (value | tojson | safe if value is mapping else value | string) ~ '\n</parameter>\n' }}
            {%- endfor %}
            {{- '</function>\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\n' }}
    {%- elif turn.role == 'tool' %}
        {%- if loop.previtem and loop.previtem.role != 'tool' %}{{- '<|im_start|>user\n' }}{%- endif %}
        {{- '<tool_response>\n' ~ turn.content ~ '\n</tool_response>\n' }}
        {%- if loop.last or loop.nextitem.role != 'tool' %}{{- '<|im_end|>\n' }}{%- endif %}
    {%- else %}
        {{- '<|im_start|>' + turn.role + '\n' + turn.content + '<|im_end|>\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}"""

HERMES = r"""{%- macro python_type(spec) %}
    {%- set plain = {'string': 'str', 'integer': 'int', 'number': 'float', 'boolean': 'bool'} %}
    {%- if plain[spec.type] is defined %}
        {{- plain[spec.type] }}
    {%- elif spec.type == 'array' %}
        {{- 'list[' + python_type(spec['items'] or {}) + ']' }}
    {%- elif spec.type is iterable and spec.type is not string %}
        {%- for each in spec.type %}{{- python_type({'type': each}) }}{%- if not loop.last %}{{- ' | ' }}{%- endif %}{%- endfor %}
    {%- else %}
        {{- 'Any' }}
    {%- endif %}
{%- endmacro %}
{{- bos_token + '<|im_start|>system\n<tools>' }}
{%- for tool in tools or [] %}
    {%- set tool = tool.function if tool.function is defined else tool %}
    {{- '{"name": "' + tool.name + '", "description": "' + tool.name + '(' }}
    {%- for name, spec in tool.parameters.properties | items %}
        {{- name + ': ' + python_type(spec) }}{%- if not loop.last %}{{- ', ' }}{%- endif %}
    {%- endfor %}
    {{- ')' }}
    {%- if tool.return is defined %}{{- ' -> ' + python_type(tool.return) }}{%- endif %}
    {{- ' - ' + tool.description + '", "parameters": ' }}
    {{- '{}' if tool.parameters.properties | length == 0 else tool.parameters | tojson }}
    {{- '}\n' }}
{%- endfor %}
{{- '</tools> <tool_call><|im_end|>\n' }}
{%- for turn in messages %}
    {%- if turn.role in ['user', 'system'] or (turn.role == 'assistant' and turn.tool_calls is not defined) %}
        {{- '<|im_start|>' + turn.role + '\n' + turn.content + '<|im_end|>\n' }}
    {%- elif turn.role == 'assistant' %}
        {{- '<|im_start|>assistant' }}
        {%- for call in turn.tool_calls %}
            {{- '\n<tool_call>\n{"name": "' + call.function.name + '", "arguments": ' + call.function.arguments|tojson + '}\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\n' }}
    {%- else %}
        {{- '<|im_start|>tool\n<tool_response>\n' + turn.content + '\n</tool_response><|im_end|>\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}"""

LLAMA = r"""{{- bos_token }}
{%- if custom_tools is defined %}{%- set tools = custom_tools %}{%- endif %}
{%- if not tools is defined %}{%- set tools = none %}{%- endif %}
{%- set system = messages[0]['content'] | trim if messages[0]['role'] == 'system' else '' %}
{%- set turns = messages[1:] if messages[0]['role'] == 'system' else messages %}
{{- '<|start_header_id|>system<|end_header_id|>\n\n' }}
{%- if builtin_tools is defined or tools is not none %}{{- 'Environment: ipython\n' }}{%- endif %}
{%- if builtin_tools is defined %}{{- builtin_tools | reject('equalto', 'code_interpreter') | join(', ') }}{%- endif %}
{{- system + '<|eot_id|>' }}
{%- if not tools is none %}
    {%- if turns | length == 0 %}{{- raise_exception('Tools need a question to stand in.') }}{%- endif %}
    {{- '<|start_header_id|>user<|end_header_id|>\n\nAnswer with {"name": NAME, "parameters": OBJECT}.\n\n' }}
    {%- for tool in tools %}{{- tool | tojson(indent=4) }}{{- '\n\n' }}{%- endfor %}
    {{- turns[0]['content'] | trim + '<|eot_id|>' }}
    {%- set turns = turns[1:] %}
{%- endif %}
{%- for turn in turns %}
    {%- if 'tool_calls' in turn %}
        {%- if not turn.tool_calls | length == 1 %}{{- raise_exception('One call at a time.') }}{%- endif %}
        {%- set call = turn.tool_calls[0].function %}
        {%- if builtin_tools is defined and call.name in builtin_tools %}
            {{- '<|python_tag|>' + call.name + '.call(' }}
            {%- for key, value in call.arguments | items %}{{- key + '="' + value + '"' }}{%- endfor %}
            {{- ')<|eom_id|>' }}
        {%- else %}
            {{- '<|start_header_id|>assistant<|end_header_id|>\n\n{"name": "' + call.name + '", "parameters": ' }}
            {{- call.arguments | tojson }}
            {{- '}<|eot_id|>' }}
        {%- endif %}
    {%- elif turn.role == 'tool' or turn.role == 'ipython' %}
        {{- '<|start_header_id|>ipython<|end_header_id|>\n\n' }}
        {{- turn.content | tojson if turn.content is mapping or turn.content is iterable else turn.content }}
        {{- '<|eot_id|>' }}
    {%- else %}
        {{- '<|start_header_id|>' + turn['role'] + '<|end_header_id|>\n\n' + turn['content'] | trim + '<|eot_id|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{%- endif %}"""

MISTRAL = r"""{%- set turns = messages[1:] if messages[0]['role'] == 'system' else messages %}
{%- if not tools is defined %}{%- set tools = none %}{%- endif %}
{%- set questions = turns | selectattr('role', 'equalto', 'user') | list %}
{%- set count = namespace() %}
{%- set count.n = 0 %}
{%- for turn in turns %}
    {%- if not (turn.role == 'tool' or turn.role == 'tool_results' or (turn.tool_calls is defined and turn.tool_calls is not none)) %}
        {%- if (turn['role'] == 'user') != (count.n % 2 == 0) %}{{- raise_exception('Question and answer must alternate.') }}{%- endif %}
        {%- set count.n = count.n + 1 %}
    {%- endif %}
{%- endfor %}
{{- bos_token }}
{%- for turn in turns %}
    {%- if turn['role'] == 'user' %}
        {%- if tools is not none and (turn == questions[-1]) %}
            {{- '[AVAILABLE_TOOLS][' }}
            {%- for tool in tools %}
                {{- '{"type": "function", "function": {' }}
                {%- for key, value in tool.function.items() if key != 'return' %}
                    {{- '"' + key + '": "' + value + '"' if value is string else '"' + key + '": ' + value|tojson }}
                    {%- if not loop.last %}{{- ', ' }}{%- endif %}
                {%- endfor %}
                {{- '}}' }}{%- if not loop.last %}{{- ', ' }}{%- endif %}
            {%- endfor %}
            {{- '][/AVAILABLE_TOOLS]' }}
        {%- endif %}
        {{- '[INST]' }}
        {%- if loop.last and messages[0]['role'] == 'system' %}{{- messages[0]['content'] + '\n\n' }}{%- endif %}
        {{- turn['content'] + '[/INST]' }}
    {%- elif turn.tool_calls is defined and turn.tool_calls is not none %}
        {{- '[TOOL_CALLS][' }}
        {%- for call in turn.tool_calls %}
            {%- set written = call.function|tojson %}
            {%- if not call.id is defined or call.id|length != 9 %}{{- raise_exception('An id has nine letters.') }}{%- endif %}
            {{- written[:-1] + ', "id": "' + call.id + '"}' }}
            {{- ', ' if not loop.last else ']' + eos_token }}
        {%- endfor %}
    {%- elif turn['role'] == 'tool' or turn['role'] == 'tool_results' %}
        {%- set content = turn.content.content if turn.content is defined and turn.content.content is defined else turn.content %}
        {%- if not turn.tool_call_id is defined or turn.tool_call_id|length != 9 %}{{- raise_exception('An id has nine letters.') }}{%- endif %}
        {{- '[TOOL_RESULTS]{"content": ' + content|string + ', "call_id": "' + turn.tool_call_id + '"}[/TOOL_RESULTS]' }}
    {%- else %}
        {{- turn['content'] + eos_token }}
    {%- endif %}
{%- endfor %}"""

MISTRAL_ARGS = r"""{{- bos_token }}
{%- if messages[0]['role'] == 'system' %}{{- '[SYSTEM_PROMPT]' + messages[0]['content'] + '[/SYSTEM_PROMPT]' }}{%- endif %}
{%- if tools %}{{- '[AVAILABLE_TOOLS]' + (tools | tojson) + '[/AVAILABLE_TOOLS]' }}{%- endif %}
{%- for turn in messages if turn['role'] != 'system' %}
    {%- if turn['role'] == 'user' and turn['content'] is string %}
        {{- '[INST]' + turn['content'] + '[/INST]' }}
    {%- elif turn['role'] == 'user' %}
        {%- for block in turn['content'] | sort(attribute='type', reverse=True) %}{{- block['text'] }}{%- endfor %}
    {%- elif turn['role'] == 'assistant' %}
        {%- if turn['content'] is string and turn['content'] | length > 0 %}{{- turn['content'] }}{%- endif %}
        {%- if turn['tool_calls'] is defined and turn['tool_calls'] | length > 0 %}
            {%- for call in turn['tool_calls'] %}
                {%- set given = call['function']['arguments'] %}
                {{- '[TOOL_CALLS]' + call['function']['name'] + '[ARGS]' + (given | tojson | safe if given is not string else given) }}
            {%- endfor %}
        {%- endif %}
        {{- eos_token }}
    {%- elif turn['role'] == 'tool' %}
        {{- '[TOOL_RESULTS]' + turn['content'] | string + '[/TOOL_RESULTS]' }}
    {%- endif %}
{%- endfor %}"""

FUNCTION_GEMMA = r"""{%- macro value_of(value) -%}
    {%- if value is string -%}{{- '<escape>' + value + '<escape>' -}}
    {%- elif value is boolean -%}{{- 'true' if value else 'false' -}}
    {%- elif value is mapping -%}
        {{- '{' -}}
        {%- for key, inner in value | dictsort -%}{{- key -}}:{{- value_of(inner) -}}{%- if not loop.last %},{% endif -%}{%- endfor -%}
        {{- '}' -}}
    {%- elif value is sequence -%}
        {{- '[' -}}{%- for inner in value -%}{{- value_of(inner) -}}{%- if not loop.last %},{% endif -%}{%- endfor -%}{{- ']' -}}
    {%- else -%}{{- value -}}
    {%- endif -%}
{%- endmacro -%}
{%- macro fields(properties) -%}
    {%- set seen = namespace(any=false) -%}
    {%- for key, spec in properties | dictsort -%}
        {%- if seen.any %},{% endif -%}
        {%- set seen.any = true -%}
        {{- key }}:{description:{{ value_of(spec['description'] | default('')) }}
        {%- if spec['type'] | upper == 'STRING' and spec['enum'] -%},enum:{{ value_of(spec['enum']) }}{%- endif -%}
        {%- if spec['properties'] is defined and spec['properties'] is mapping -%},properties:{ {{- fields(spec['properties']) -}} }{%- endif -%}
        ,type:{{ value_of(spec['type'] | upper) }}}
    {%- endfor -%}
{%- endmacro -%}
{{ bos_token }}
{%- set state = namespace(last=None) -%}
{%- if tools or messages[0]['role'] == 'system' -%}
    {{- '<start_of_turn>developer\n' -}}
    {%- if messages[0]['role'] == 'system' -%}{{- messages[0]['content'] | trim -}}{%- endif -%}
    {%- for tool in tools or [] -%}
        {%- set given = tool['function'] -%}
        {{- '<start_function_declaration>declaration:' + given['name'] + '{description:' + value_of(given['description']) -}}
        ,parameters:{properties:{ {{- fields(given['parameters']['properties']) -}} },type:{{- value_of(given['parameters']['type'] | upper) -}}}}<end_function_declaration>
    {%- endfor -%}
    {{- '<end_of_turn>\n' }}
{%- endif %}
{%- for turn in messages if turn['role'] != 'system' -%}
    {%- set role = 'model' if turn['role'] == 'assistant' else turn['role'] -%}
    {%- if role == 'tool' -%}
        {{- '<start_function_response>response:' + turn['name'] + '{value:' + value_of(turn['content']) + '}<end_function_response>' -}}
        {%- set state.last = 'response' -%}
    {%- else -%}
        {%- if state.last != 'response' -%}{{- '<start_of_turn>' + role + '\n' }}{%- endif -%}
        {%- set state.last = none -%}
        {{- turn['content'] | trim -}}
        {%- for call in turn['tool_calls'] -%}
            {{- '<start_function_call>call:' + call['function']['name'] + value_of(call['function']['arguments']) + '<end_function_call>' -}}
            {%- set state.last = 'call' -%}
        {%- endfor -%}
        {%- if state.last != 'call' -%}{{- '<end_of_turn>\n' }}{%- endif -%}
    {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt and state.last != 'response' -%}{{- '<start_of_turn>model\n' }}{%- endif -%}"""

# Two that know no tools.
GEMMA = r"""{{ bos_token }}
{%- set turns = messages[1:] if messages[0]['role'] == 'system' else messages -%}
{%- set before = messages[0]['content'] + '\n\n' if messages[0]['role'] == 'system' else '' -%}
{%- for turn in turns -%}
    {%- if (turn['role'] == 'user') != (loop.index0 % 2 == 0) -%}{{ raise_exception('Question and answer must alternate.') }}{%- endif -%}
    {{ '<start_of_turn>' + ('model' if turn['role'] == 'assistant' else turn['role']) + '\n' + (before if loop.first else '') }}
    {{- turn['content'] | trim + '<end_of_turn>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<start_of_turn>model\n' }}{%- endif -%}"""

CHATML = r"""{% for turn in messages %}{{ '<|im_start|>' + turn['role'] + '\n' + turn['content'] + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"""
