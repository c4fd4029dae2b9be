# Random sets of methods that come and go: every call, dynamic or compiled, cached or not, goes where the order of the
# methods alone says.
const ARGUMENTS = [Any, Number, Real, Integer, Int, String, Union{Int, String}, Union{Real, Char}, Type, Type{Int}, DataType,
                   Vector, Vector{Int}, Vector{<:Real}, Tuple{Int, Any}, Tuple{Vararg{Int}}, Function, AbstractString]
const ACTUAL = Any[1, 0x02, 2.5, "a", 'c', :s, Int, Float64, Vector, [1], [1.5], ["x"], (1, 2), (1, "b"), sin, nothing]
const PATTERNS = [:((x::T, y::T) where {T}), :((x::Vector{T}, y::T) where {T}), :((x::T, y::T...) where {T <: Real}),
                  :((x::Type{T}, y::T) where {T}), :((x::Int, y...)), :((x...,))]

mutable struct Dice
    state::UInt64
end
function (d::Dice)(n)
    d.state = d.state * 6364136223846793005 + 1442695040888963407
    return Int((d.state >> 33) % UInt64(n)) + 1
end

function target end
function call(xs::Vector{Any})
    n = length(xs)
    n == 0 ? target() : n == 1 ? target(xs[1]) : n == 2 ? target(xs[1], xs[2]) : target(xs[1], xs[2], xs[3])
end
splatted(xs::Vector{Any}) = target(xs...)
guarded(f, xs) = try f(xs)::Int catch e; e isa MethodError ? 0 : rethrow() end

# What must be called: the method that comes before all others that apply; 0 if there is none.
function expected(live, xs)
    types = Tuple{map(Core.Typeof, xs)...}
    fit = [m for m in live if types <: m[2]]
    for m in fit
        all(o -> o === m || Base.morespecific(m[3].sig, o[3].sig), fit) && return m[1]
    end
    return 0
end

function define(dice, id)
    if dice(6) == 1
        pattern = PATTERNS[dice(length(PATTERNS))]
        args, vars = Meta.isexpr(pattern, :where) ? (pattern.args[1].args, pattern.args[2:end]) : (pattern.args, [])
        signature = :(target($(args...)))
        isempty(vars) || (signature = Expr(:where, signature, vars...))
        @eval $signature = $id
    else
        types = [ARGUMENTS[dice(length(ARGUMENTS))] for _ in 1:dice(4)-1]
        @eval target($([Expr(:(::), t) for t in types]...)) = $id
    end
end

# The methods that are there, each with the number it gives back and the types of its arguments.
function alive(numbers)
    found = []
    for m in methods(target)
        u = Base.unwrap_unionall(m.sig)
        push!(found, (numbers[m], Base.rewrap_unionall(Tuple{u.parameters[2:end]...}, m.sig), m))
    end
    return found
end

# Calls with known types, which inference resolves when they are compiled.
for (i, args) in enumerate(([1], [1, 2], [1, 2.5], ["a", 1], [Int, 1], [:([1, 2]), 1], [1, 1, 1], ['c'], []))
    @eval $(Symbol(:probe, i))(_) = target($(args...))
end
const PROBES = [(probe1, [1]), (probe2, [1, 2]), (probe3, [1, 2.5]), (probe4, ["a", 1]), (probe5, [Int, 1]), (probe6, [[1, 2], 1]),
                (probe7, [1, 1, 1]), (probe8, ['c']), (probe9, [])]

function run(dice, rounds)
    wrong = 0
    numbers = IdDict{Method, Int}()
    old = []
    for id in 1:rounds
        if dice(4) == 1 && !isempty(methods(target))
            Base.delete_method(rand_method(dice))
        else
            before = Set(methods(target))
            Core.eval(@__MODULE__, :(define($dice, $id)))
            for m in Base.invokelatest(methods, target)
                m in before || (numbers[m] = id)
            end
        end
        live = Base.invokelatest(alive, numbers)
        for _ in 1:6
            xs = Any[ACTUAL[dice(length(ACTUAL))] for _ in 1:dice(4)-1]
            answer = expected(live, xs)
            for f in (call, splatted, call)
                Base.invokelatest(guarded, f, xs) == answer || (wrong += 1)
            end
            dice(4) == 1 && push!(old, (Base.get_world_counter(), xs, answer))
        end
        for (probe, xs) in PROBES
            Base.invokelatest(guarded, probe, xs) == expected(live, xs) || (wrong += 1)
        end
        # a world of the past answers as it did
        if !isempty(old)
            world, xs, answer = old[dice(length(old))]
            Base.invoke_in_world(world, guarded, call, xs) == answer || (wrong += 1)
        end
    end
    return wrong
end
function rand_method(dice)
    ms = methods(target)
    return ms[dice(length(ms))]
end

println("calls that went elsewhere: ", run(Dice(20261123), 25))
