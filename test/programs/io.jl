path = tempname()
open(path, "w") do io
    println(io, "first line")
    print(io, "second ", 2, '\n')
    write(io, "third\n")
end
println(read(path, String) == "first line\nsecond 2\nthird\n", " ", filesize(path), " ", isfile(path), " ", countlines(path))
println(readlines(path), " ", readline(path), " ", length(read(path)))
for (i, line) in enumerate(eachline(path))
    println(i, " ", line)
end
open(path, "a") do io; write(io, "fourth"); end
open(path) do io
    println(readline(io), " ", position(io), " ", eof(io))
    seek(io, 0)
    println(read(io, Char), " ", String(read(io, 4)), " ", read(io, UInt8))
    skip(io, 1)
    println(readuntil(io, 'n'), " ", last(split(read(io, String), '\n')), " ", eof(io))
end
rm(path)
println(ispath(path))
io = IOBuffer()
print(io, "a", 1, 2.5); write(io, UInt8(33))
println(position(io), " ", String(take!(io)), " ", String(take!(io)) == "")
io = IOBuffer("x y\nz")
println(readline(io), " ", read(io, String), " ", eof(io))
dir = mktempdir()
mkpath(joinpath(dir, "a", "b"))
touch(joinpath(dir, "a", "f.txt"))
write(joinpath(dir, "g.txt"), "content")
cp(joinpath(dir, "g.txt"), joinpath(dir, "h.txt"))
mv(joinpath(dir, "h.txt"), joinpath(dir, "i.txt"))
println(readdir(dir), " ", readdir(joinpath(dir, "a")), " ", isdir(joinpath(dir, "a")), " ", read(joinpath(dir, "i.txt"), String))
println([(relpath(r, dir), sort(d), sort(f)) for (r, d, f) in walkdir(dir)])
rm(dir, recursive = true)
println(isdir(dir))
println(basename("/a/b.txt"), " ", dirname("/a/b.txt"), " ", splitext("b.tar.gz"), " ", joinpath("a", "/b", "c"), " ", normpath("/a/./b/../c"), " ", splitpath("/a/b"), " ", isabspath("a"))
println(sprint(print, 1, "b"), " ", repr("x"), " ", sprint(show, [1 2]), " ", sprint(io -> show(io, MIME("text/plain"), 1:3)))
println(stderr isa IO, " ", get(IOContext(stdout, :compact => true), :compact, false), " ", sprint(show, 1.123456789; context = :compact => true))
try
    open("/nonexistent/file")
catch e
    println(e isa SystemError, " ", e.errnum)
end
printstyled("plain"; color = :red, bold = true); println()
ENV["JULIET_TEST"] = "yes"
println(ENV["JULIET_TEST"], " ", get(ENV, "JULIET_NOT_SET", "default"), " ", haskey(ENV, "PATH"))
