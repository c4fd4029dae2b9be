# asyncmap: map with several calls under way at a time, each in a task.

function asyncmap(f, c...; ntasks = 0, batch_size = nothing)
    if batch_size !== nothing
        batch_size > 0 || throw(ArgumentError("batch_size must be ≥ 1. batch_size=$batch_size"))
        return _async_batches(f, c, ntasks, Int(batch_size))
    end
    items = length(c) == 1 ? c[1] : zip(c...)
    call = length(c) == 1 ? f : args -> f(args...)
    return _async_collect(call, items, ntasks)
end
_ntasks(n::Function, count::Int) = Int(n())
_ntasks(n::Integer, count::Int) = n < 0 ? throw(ArgumentError("ntasks must be ≥ 0. ntasks=$n")) : n == 0 ? min(100, count) : Int(n)
function _async_collect(f, items, ntasks)
    inputs = collect(items)
    results = Vector{Any}(undef, length(inputs))
    linear = vec(inputs)
    next = 0
    failure = nothing
    @sync for _ in 1:max(1, _ntasks(ntasks, length(linear)))
        @async while next < length(linear) && failure === nothing
            next += 1
            k = next
            try
                results[k] = f(linear[k])
            catch e
                failure === nothing && (failure = CapturedException(e, catch_backtrace()))
            end
        end
    end
    failure === nothing || throw(failure)
    out = map(identity, results)
    return inputs isa AbstractVector || !(inputs isa AbstractArray) ? out : reshape(out, size(inputs))
end
function _async_batches(f, c, ntasks, batch_size::Int)
    items = collect(zip(c...))
    batches = [items[i:min(i + batch_size - 1, end)] for i in 1:batch_size:length(items)]
    outs = _async_collect(f, batches, ntasks)
    return reduce(vcat, outs; init = Any[])
end
function asyncmap!(f, r, c1, c...; ntasks = 0, batch_size = nothing)
    results = asyncmap(f, c1, c...; ntasks, batch_size)
    for (i, x) in zip(eachindex(r), results)
        r[i] = x
    end
    return r
end
