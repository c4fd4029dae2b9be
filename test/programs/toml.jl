# The standard library TOML: values and their types, printing
using TOML
d = TOML.parse("""
title = "x"
n = 1
f = 1.0
when = 2020-01-02T03:04:05
day = 2020-01-02
t = 07:32:00
[a]
b = [1,2,3]
c = ["x", 1]
  [a.d]
  e = true
[[list]]
k = 1
[[list]]
k = 2
""")
for k in sort(collect(keys(d)))
    k == "a" || println(k, " => ", d[k], " ", typeof(d[k]))
end
println(d["a"]["b"], d["a"]["c"], d["a"]["d"])
TOML.print(d; sorted=true)
println(TOML.tryparse("x = ") isa TOML.ParserError)
