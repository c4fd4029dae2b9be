# Run while the system image is built: a little of what most programs do, so that the image holds compiled code for it.
# Output goes to the null device, through streams of the kinds that programs have. Nothing here may add a method to a
# function of Base: that would end the validity of code just compiled.

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
    A = [2.0 1.0; 1.0 3.0]; b = [1.0, 2.0]; println(A * b, A * A, A', A .* 2.0, A .+ b, b .- 1, b .* b, A / 2, 2A, A + A, A - A, -A)
    println(map(x -> 2x, b), sum(b), sum(A, dims = 1), maximum(A), prod(b), minimum(b), extrema(b), cumsum(b), A[1, :], A[:, 1], A[1:2, 1:2], size(A), length(A))
    println(sin.(b), sqrt.(b), b .^ 2, exp.(b), abs.(b), round.(b, digits = 1), b .> 1.0, b .== 1.0, (1:3) .+ 1, [1, 2] .* [3, 4], [1, 2] .+ 1, float.([1, 2]))
    using LinearAlgebra
    println(dot(b, b), norm(b), det(A), inv(A), A \\ b, transpose(A), tr(A), I(2), A ≈ A, b ≈ b, norm(A), rank(A), cross([1.0, 0, 0], [0, 1.0, 0]))
    F = lu(A); println(F.L, F.U, F.p); Q = qr(A); println(size(Matrix(Q.Q)), Q.R); println(cholesky(A).U, eigvals(A), eigen(A).values, svdvals(A), svd(A).S, issymmetric(A), diag(A), Diagonal(b), triu(A), tril(A))
    show(stdout, MIME("text/plain"), A); show(stdout, MIME("text/plain"), b); show(stdout, MIME("text/plain"), zeros(2, 2, 2)); show(stdout, MIME("text/plain"), [1, 2]); println()
    show(stdout, MIME("text/plain"), ["a", "b"]); show(stdout, MIME("text/plain"), Dict(1 => 2)); show(stdout, MIME("text/plain"), (1, 2.0)); show(stdout, MIME("text/plain"), 1:3); println()
    di = Dict{Int, Int}(); di[1] = 2; println(di, haskey(di, 1), [k => v for (k, v) in di], sort(collect(di)), sum(values(di)), delete!(di, 1), isempty(di))
    ds = Dict{Symbol, Any}(:a => 1); println(ds[:a], get(ds, :b, nothing), merge(ds, ds)); dv = Dict{String, Vector{Int}}(); push!(get!(dv, "a", Int[]), 1); println(dv)
    for (k, v) in sort(collect(d), by = first); println(k, v); end; println(sort([3, 1, 2], rev = true), sort([3, 1, 2], by = x -> -x), sortperm([3, 1, 2]), issorted([1, 2]), argmax([1, 3]), findall(isodd, [1, 2, 3]), findfirst(x -> x > 1, [1, 2]))
    s = Set([1, 2]); push!(s, 3); println(2 in s, union(s, [4]), intersect([1, 2], [2]), setdiff([1, 2], [2]), sort(collect(s)), any(isodd, [1]), all(isodd, [1]), count(isodd, [1]), reduce(+, [1, 2]), foldl(-, [1, 2]), mapreduce(abs, +, [1, 2]))
    println(vcat([1], [2]), hcat([1, 2], [3, 4]), [[1, 2]; [3]], push!(Any[], 1), pushfirst!([1], 0), insert!([1], 1, 0), deleteat!([1, 2], 1), filter(x -> x > 1, [1, 2]), [x * y for x in 1:2, y in 1:2], [i for i in 1:4 if isodd(i)], sum(x^2 for x in 1:3), collect(zip(1:2, "ab")), fill(0, 2, 2), similar([1]) isa Vector, copy([1]), vec([1 2; 3 4]), first([1]), last([1]))
    println(string(1.5), string([1]), string(:a), "a\\n", 'a' + 1, Int('a'), Char(97), chop("ab"), titlecase("ab"), reverse("ab"), contains("ab", "a"), endswith("ab", "b"), collect("ab"), [c for c in "ab"], isdigit('1'), isletter('a'), digits(12), bitstring(Int8(1)), string(10, base = 2), parse(Int, "ff", base = 16), hash(1) isa UInt, ncodeunits("a"), eachindex("ab"), split("a,b", ","), "\$(1):\$(2.5)")
    println(1 / 3, 1e10, 1.0f0, 0x1f, big"1", 3 // 4 + 1, 2im * 1, true & false, 5 ÷ 2, fld(5, 2), cld(5, 2), gcd(4, 6), lcm(4, 6), min(1, 2), max(1.0, 2.0), clamp(5, 1, 3), sign(-1), typemax(Int), trunc(Int, 2.5), ceil(2.5), isnan(1.0), NaN, Inf, rem(5, 3), divrem(7, 2), factorial(5), binomial(5, 2), hypot(3.0, 4.0), atan(1.0, 1.0))
    abstract type Shape end; struct Circle <: Shape; r::Float64; end; struct Sq <: Shape; s::Float64; end; area(c::Circle) = π * c.r^2; area(q::Sq) = q.s^2; shapes = Shape[Circle(1.0), Sq(2.0)]; println(sum(area, shapes), [area(x) for x in shapes], shapes)
    mutable struct Acc; n::Int; v::Vector{Float64}; end; a = Acc(0, Float64[]); a.n += 1; push!(a.v, 1.0); println(a.n, a.v, a); struct Par{T}; x::T; end; println(Par(1), Par("a").x, Par{Float64}(1.0))
    println(getfield(Point(1, 2.0), :x), fieldnames(Point), Point isa DataType, hasmethod(f, Tuple{Int}), ismissing(missing), something(nothing, 1), coalesce(missing, 1), skipmissing([1, missing]) |> sum, isnothing(nothing), Ref(1)[], (1, 2)[1], first((1, 2)), (; a = 1).a, tuple(1, 2), ntuple(i -> i, 3))
    ex = :(a + b * 2); println(ex, ex.args, ex.head, Core.eval(Main, :(1 + 2)), Meta.parse("x + 1"), QuoteNode(:a), Expr(:call, :+, 1, 2)); macro twice(e); :(\$(esc(e)); \$(esc(e))); end; @twice println("m"); @show x; @time 1; println(@elapsed(1) >= 0)
    function thrower(i); i == 1 ? throw(ArgumentError("bad")) : i == 2 ? throw(DomainError(-1, "neg")) : i == 3 ? [1][5] : i == 4 ? Dict()[1] : i == 5 ? sqrt(-1.0) : i == 6 ? "a" + 1 : i == 7 ? parse(Int, "x") : i == 8 ? div(1, 0) : i == 9 ? error("e", 1) : nothing; end
    for i in 1:9; try thrower(i) catch e; println(typeof(e), e isa Exception); showerror(stdout, e); println(sprint(showerror, e)); finally; print(""); end; end
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
