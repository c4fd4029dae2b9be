s = "héllo, wörld"
println(length(s), " ", ncodeunits(s), " ", s[1], " ", s[2], " ", s[4:5], " ", lastindex(s))
println(uppercase(s), " ", titlecase("ab cd"), " ", reverse("abc"), " ", repeat("xy", 3))
println(split("a,b,,c", ","), " ", split("  a  b "), " ", join([1, 2, 3], "-"), " ", join(["a", "b", "c"], ", ", " and "))
println(replace("banana", "a" => "o"), " ", replace("banana", "a" => "o", count = 1), " ", replace("abc", "a" => "1", "c" => "3"))
println(strip("  x "), "|", lstrip("  x "), "|", rstrip("  x "), "|", chomp("line\n"), "|", chop("abc"))
println(lpad(7, 3, '0'), " ", rpad("ab", 4), "|", lpad("abc", 2))
println(findfirst("na", "banana"), " ", findnext("na", "banana", 4), " ", findlast('a', "banana"), " ", findfirst('z', "abc"))
println(occursin("nan", "banana"), " ", startswith("banana", "ban"), " ", endswith("banana", "na"), " ", contains("abc", "d"))
println("a" < "b", " ", "abc" == "abc", " ", cmp("a", "b"), " ", "x" * "y" * "z", " ", "ab"^2)
println(parse(Int, "-42"), " ", parse(Float64, "2.5e3"), " ", tryparse(Int, "4x"), " ", string(1, :a, 'b', 2.0))
println('a' + 1, " ", 'z' - 'a', " ", Int('A'), " ", Char(97), " ", isdigit('7'), " ", isletter('é'), " ", isspace(' '))
println(repr("q\"\n\t\\ \$"), " ", repr('\''), " ", repr(:sym))
println(collect("aé"), " ", [c for c in "xyz"], " ", codeunits("aé") == UInt8[0x61, 0xc3, 0xa9])
x = 5
println("x=$x, sum=$(x + 1), $(x > 3 ? "big" : "small")")
println("""
    indented
      more
    done""")
println(raw"no \n escape", " ", bytes2hex(b"\x01\xff"), " ", hex2bytes("01ff"))
for (i, c) in pairs("aé!")
    print(i, c, ' ')
end
println()
try
    s[3]
catch e
    println(e)
end
println(first("hello", 2), last("hello", 2), " ", nextind(s, 2), " ", prevind(s, 4), " ", isvalid(s, 3))
