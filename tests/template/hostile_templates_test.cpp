#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "support/bounded.h"
#include "template/rendered.h"

namespace coldread {
namespace {

constexpr std::size_t kMemory = std::size_t{400} << 20u;
constexpr unsigned kSeconds = 20;

std::string times(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

const char* const kContext =
    R"({"x": "a", "n": 3, "l": [1, 2], "d": {"k": "v"}, "q": "{{ 7 * 7 }}", "m": "{% set z = 1 %}"})";

test::Bounded end_of(const std::string& source, TemplateDialect dialect = TemplateDialect::task) {
  return test::bounded(kMemory, kSeconds, [&] { return rendered(source, kContext, dialect); });
}

/// What walks from a value to the interpreter in Jinja2 and its like, or asks for files, modules and the environment.
const std::vector<std::string> kWalks{
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('__cl' ~ 'ass__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "{{ [].__class__.__base__ }}",
    "{{ {}.__class__ }}",
    "{{ ().__class__.__bases__[0] }}",
    "{{ (1).__class__ }}",
    "{{ n.__add__(1) }}",
    "{{ l.__getitem__(0) }}",
    "{{ d.__dict__ }}",
    "{{ x.__init__.__globals__ }}",
    "{{ range.__globals__ }}",
    "{{ range.__class__ }}",
    "{{ dict.__base__ }}",
    "{{ dict.mro() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner.__init__.__globals__.os }}",
    "{{ namespace.__init__.__globals__.os }}",
    "{{ namespace().__class__ }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ self.__init__.__globals__.__builtins__ }}",
    "{{ self._TemplateReference__context.cycler.__init__.__globals__.os }}",
    "{{ config.items() }}",
    "{{ request.application.__globals__ }}",
    "{{ url_for.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ g.pop.__globals__ }}",
    "{{ session }}",
    "{{ environ }}",
    "{{ __import__('os') }}",
    "{{ eval('1') }}",
    "{{ open('/etc/passwd').read() }}",
    "{{ os.system('id') }}",
    "{{ globals() }}",
    "{{ getattr(x, 'upper') }}",
    "{{ type(x) }}",
    "{{ vars(x) }}",
    "{{ '{0.__class__}'.format(x) }}",
    "{{ '{0.__class__.__mro__}'.format(1) }}",
    "{{ '{a.__init__}'.format(a=l) }}",
    "{{ '{0[__class__]}'.format(d) }}",
    "{{ '{x.__class__}'.format_map({'x': 1}) }}",
    "{{ '%(__class__)s' % d }}",
    "{{ x.format.__self__ }}",
    "{{ x.upper.__func__ }}",
    "{{ l|map(attribute='__class__')|list }}",
    "{{ [d]|map(attribute='__class__.__mro__')|list }}",
    "{{ [d]|groupby('__class__') }}",
    "{{ [d]|selectattr('__class__')|list }}",
    "{{ [x]|sort(attribute='__class__') }}",
    "{{ [x]|sum(attribute='__class__') }}",
    "{{ [d]|unique(attribute='__class__')|list }}",
    "{{ l|map('attr', '__class__')|list }}",
    "{{ l|map('__import__')|list }}",
    "{{ x|eval }}",
    "{{ x|pprint|attr('__class__') }}",
    "{{ loop.__class__ }}",
    "{% for i in l %}{{ loop.__init__ }}{% endfor %}",
    "{% for i in l %}{{ loop._iterator }}{% endfor %}",
    "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m._func }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% extends '/etc/passwd' %}",
    "{% do x.y() %}",
    "{% set x.y = 1 %}",
    "{% set d['k'] = 1 %}",
    "{{ caller() }}",
    "{{ super() }}",
    "{{ ''.join.__self__ }}",
    "{{ x.encode('utf8').__class__ }}",
    "{{ x.translate({97: 'b'}) }}",
};

/// What asks for much of something.
std::vector<std::string> floods() {
  const std::string doubled = "{% set n = namespace(s='aaaaaaaa') %}{% for i in range(60) %}{% set n.s = n.s ";
  return {
      "{{ 'a' * 10 ** 9 }}",
      "{{ 'a' * 9223372036854775807 }}",
      "{{ [0] * 10 ** 9 }}",
      "{{ ('a' * 16000000) ~ ('a' * 16000000) }}",
      "{{ range(10 ** 9)|list }}",
      "{{ range(-9223372036854775807, 9223372036854775807)|length }}",
      "{{ range(0, 10, 0)|list }}",
      "{{ 10 ** 10 ** 10 }}",
      "{{ 2 ** 100000 }}",
      "{{ -9223372036854775808 // -1 }}",
      "{{ 1 // 0 }}",
      "{{ 1 % 0 }}",
      "{{ '%999999999d' % 1 }}",
      "{{ '%.999999999f' % 1.5 }}",
      "{{ '%*d' % (999999999, 1) }}",
      "{{ '{:>999999999}'.format('a') }}",
      "{{ '{:.999999999f}'.format(1.5) }}",
      "{{ 'a'.center(10 ** 10) }}",
      "{{ 'a'.ljust(10 ** 10) }}",
      "{{ 'a'.zfill(10 ** 10) }}",
      "{{ ('\\t' * 99999).expandtabs(999999) }}",
      "{{ ('a' * 99999).replace('', 'b' * 99999) }}",
      "{{ ('a' * 999).join(['b'] * 99999) }}",
      "{{ ('a' * 99999)|wordwrap(1, wrapstring='b' * 9999) }}",
      "{{ ('a\\n' * 99999)|indent(99999) }}",
      "{{ l|batch(10 ** 9, 'x')|list }}",
      "{{ l|slice(10 ** 9)|list }}",
      "{{ ('a' * 99999)|list|map('list')|list|map('join', 'b' * 9999)|join }}",
      "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'|regex_replace('(a|a)*$', 'b') }}",
      "{{ ('a' * 20000)|regex_replace('a*a*[bc]', 'x') }}",
      "{{ 'x'|regex_replace('(?:x{0,65535}){0,65535}', 'y') }}",
      "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
      "{% for a in range(999999) recursive %}{{ loop(range(9)) }}{% endfor %}",
      "{% set l2 = [1] %}{% for i in l2 %}{% set _ = l2.append(i) %}{% endfor %}",
      "{% set l2 = [] %}{% for i in range(9999) %}{% set _ = l2.extend(l2 + [1]) %}{% endfor %}",
      "{% set l2 = [] %}{% set _ = l2.append(l2) %}{{ l2 }}",
      "{% set l2 = [] %}{% set _ = l2.append(l2) %}{{ l2 == [l2] }}{{ l2|tojson }}",
      "{% set d2 = {} %}{% set _ = d2.update({'a': d2}) %}{{ d2 }}",
      doubled + "+ n.s %}{% endfor %}{{ n.s|length }}",
      doubled + "~ n.s %}{% endfor %}{{ n.s|length }}",
      doubled + "* 2 %}{% endfor %}{{ n.s|length }}",
      "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = n.l + n.l %}{% endfor %}{{ n.l|length }}",
      "{% set n = namespace(l=[1]) %}{% for i in range(90) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
      "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
      "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
      "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}",
      "{% macro m(n) %}{{ m(n + 1) }}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}",
      "{% block a %}{{ self.a() }}{% endblock %}",
      "{{ " + times(5000, "(") + "1" + times(5000, ")") + " }}",
      "{{ " + times(5000, "[") + times(5000, "]") + " }}",
      "{{ " + times(5000, "{'a':") + "1" + times(5000, "}") + " }}",
      "{{ " + times(5000, "not ") + "x }}",
      "{{ " + times(5000, "-") + "1 }}",
      "{{ x" + times(5000, "|upper") + " }}",
      "{{ x" + times(5000, ".upper()") + " }}",
      "{{ x" + times(5000, "[0]") + " }}",
      "{{ 1" + times(5000, " + 1") + " }}",
      "{{ 1" + times(5000, " if 1 else 1") + " }}",
      "{{ 1" + times(5000, " ** 1") + " }}",
      times(5000, "{% if x %}") + times(5000, "{% endif %}"),
      times(5000, "{% for i in l %}") + times(5000, "{% endfor %}"),
      times(5000, "{% filter upper %}") + times(5000, "{% endfilter %}"),
      times(100000, "{{"),
      times(100000, "{%"),
      times(100000, "{#"),
  };
}

/// Nothing of a host object, a file or a program is in the text.
bool is_harmless(const std::string& text) {
  for (const char* leak : {"class", "object", "function", "module", "method", "root:", "uid="}) {
    if (text.find(leak) != std::string::npos) return false;
  }
  return true;
}

TEST_CASE("a template reaches nothing but values, whether undefined is an error or prints nothing") {
  for (const std::string& source : kWalks) {
    for (const TemplateDialect dialect : {TemplateDialect::task, TemplateDialect::chat}) {
      const test::Bounded end = end_of(source, dialect);
      INFO(source << " gives " << end.text.substr(0, 200));
      CHECK(end.death == "");
      CHECK((end.error || is_harmless(end.text)));
    }
  }
}

TEST_CASE("a template that asks for much is an error, in bounded memory and time") {
  const std::vector<std::string> all = floods();
  CHECK(all.size() + kWalks.size() >= 100);
  for (const std::string& source : all) {
    const test::Bounded end = end_of(source);
    INFO(source.substr(0, 120) << " gives " << end.text.substr(0, 200));
    CHECK(end.death == "");
  }
}

TEST_CASE("what stands in a document is text and never a template") {
  CHECK(rendered("{{ q }} {{ m }}", kContext) == "{{ 7 * 7 }} {% set z = 1 %}");
  CHECK(rendered("{{ q|upper }}{{ [q]|join }}{{ '%s' % q }}{{ '{}'.format(q) }}", kContext) ==
        "{{ 7 * 7 }}{{ 7 * 7 }}{{ 7 * 7 }}{{ 7 * 7 }}");
}

}  // namespace
}  // namespace coldread
