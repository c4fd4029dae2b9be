# Run while the system image is built: a little of what most programs do, so that the image holds compiled code for it.
# Output goes to the null device, through streams of the kinds that programs have.

const _warmup_program = """
    x = 1 + 2
    print("text"); print('c'); print(x); print(2.5); show(x); show("text"); println()
    println(x, ' ', 2.5, " text ", 'c', :symbol, nothing, true)
    println("interpolated \$x and \$(x / 2)")
    print([1, 2, 3]); show([1.5, 2.5]); display([1 2; 3 4]); display(Dict("a" => 1)); println()
    println(sum(1:10), maximum([3, 1, 2]), minimum([2.0, 1.0]), sum([1.0, 2.0]))
    println((1, "a", 2.0), 1 => 2, 1:3, (a = 1, b = "x"), [:a, :b], ["s", "t"], Any[1, "a", 2.0])
    println(Dict(:a => 1, :b => 2), Set([1, 2]), 1//2, 1 + 2im, Int, Vector{Float64}, Union{Int, Nothing})
    f(x) = x^2
    println(map(f, [1, 2, 3]), filter(isodd, 1:5), [f(i) for i in 1:3], collect(1:3), reverse([1, 2]))
    v = Int[]; push!(v, 3); push!(v, 1); append!(v, [5, 4]); sort!(v); println(v, length(v), pop!(v), v[end])
    println(sort(["b", "a"]), sort([2.0, 1.0]), unique([1, 1, 2]), in(1, v), findfirst(==(3), v))
    d = Dict{String, Int}(); d["k"] = 1; println(get(d, "q", 0), haskey(d, "k"), collect(keys(d)), d)
    for (i, c) in enumerate("ab"); println(i, c); end
    for (a, b) in zip(1:2, 3:4); println(a, b); end
    println(join(["a", "b"], ", "), split("a b c"), replace("abc", "b" => "x"), uppercase("a"), lowercase("A"), strip(" a "))
    println(string(1, "a", 2.5), repeat("a", 3), parse(Int, "12"), parse(Float64, "1.5"), lpad(1, 3), rpad("a", 3), length("äb"))
    println(occursin("a", "abc"), startswith("abc", "a"), "abc"[1], "abc"[2:3], "a" * "b", "a" < "b", first("abc"), last("abc"))
    println(sqrt(2.0), sin(1.0), exp(1.0), log(2.0), abs(-1), div(7, 2), mod(7, 2), 7 ÷ 2, 7 % 2, 2^10, 2.0^3, round(2.7), floor(Int, 2.7))
    println(zeros(2), ones(2, 2), reshape(1:4, 2, 2), [1 2; 3 4] .+ 1, (1:3) .* 2, sum([1 2; 3 4]))
    println(sprint(show, "a"), repr([1, 2]), summary([1, 2]), typeof(1.0), x isa Int, isempty([]), big(2)^70)
    struct Point; x::Int; y::Float64; end
    println(Point(1, 2.0)); show(stdout, MIME("text/plain"), Point(1, 2.0)); println()
    g(a, b = 2; c = 3, kw...) = a + b + c
    println(g(1), g(1, c = 4), (() -> 1)(), (x -> x + 1).([1, 2]))
    try error("message") catch e; println(e); showerror(stdout, e); end
    try [1, 2][3] catch e; showerror(stdout, e); end
    try nosuchname catch e; showerror(stdout, e); end
    try 1 + "a" catch e; showerror(stdout, e); end
    println(fetch(@async 1 + 1)); c = Channel{Int}(1); put!(c, 1); println(take!(c))
    io = IOBuffer(); print(io, "a", 1); println(String(take!(io)))
    println(match(r"a(b)", "ab")[1], @elapsed(1) isa Float64)
    @assert x == 3
    isdefined(Main, :x) || nothing
    """

function _warm_up()
    null = open("/dev/null", "r+")
    fd = null.fd
    streams = (stdin, stdout, stderr)
    own = JLOptions()
    values = Any[i == 3 ? Core.svec("enothing", "E1") : i == 10 ? 2 : (v = getfield(own, i); v isa Integer ? Int(v) : v) for i in 1:nfields(own)]
    opts = JLOptions(Core.svec(values...))
    try
        for kind in (PipeEndpoint, TTY)
            global stdout = kind(fd)
            global stderr = kind(fd)
            Multimedia.reinit_displays()
            m = Module(:Main)
            for line in split(_warmup_program, '\n')
                try
                    include_string(m, line, "none")
                catch e
                    # whoever builds the image shall know; the image is good all the same
                    println(streams[3], "warmup: ", sprint(showerror, e), "\n  in: ", line)
                end
            end
            exec_options(opts)
            include(m, "/dev/null")
            try
                include_string(m, "f() = error(\"message\"); f()", "none")
            catch
                report_uncaught(_without_driver(current_exceptions()))
            end
        end
    finally
        (global stdin = streams[1]; global stdout = streams[2]; global stderr = streams[3])
        empty!(ARGS)
        _options[] = nothing
        close(null)
    end
    precompile(_start, ())
    precompile(_atexit, (Int,))
    # loading packages: no package is there to be loaded while the image is built
    precompile(require, (Module, Symbol))
    precompile(require, (PkgId,))
    precompile(_load_package, (PkgId,))
    precompile(_load_cache, (PkgId, Core.SimpleVector))
    precompile(_load_source, (PkgId, String))
    precompile(_loaded, (PkgId,))
    precompile(_run_init, (Module,))
    precompile(_load_extensions, ())
    precompile(include_package_for_output, (PkgId, String))
    precompile(include_dependency, (String,))
    for T in (IdDict{Any, Any}, Dict{Symbol, Any}, Dict{Any, Any}, Dict{String, Any}, WeakKeyDict{Any, Any})
        precompile(_reloaded, (T,))
    end
    # what every process does first, once more now that no definition follows that would empty the dispatch caches
    __init__()
    return nothing
end
