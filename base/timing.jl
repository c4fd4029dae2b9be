# Clocks, and the macros that measure.

time() = Libc.time()
time_ns() = ccall(:jl_hrtime, UInt64, ())

# Bytes and objects allocated, collections and the time they took, so far.
struct GC_Num
    allocd::Int64
    total_time::Int64
    pause::Int64
    full_sweep::Int64
    objects::Int64
end
gc_num() = GC_Num(ccall(:jl_gc_total_bytes, Int64, ()), ccall(:jl_gc_total_hrtime, Int64, ()),
                  ccall(:jl_gc_count, Int64, ()), 0, ccall(:jl_gc_total_objects, Int64, ()))
gc_bytes() = ccall(:jl_gc_total_bytes, Int64, ())
gc_time_ns() = ccall(:jl_gc_total_hrtime, Int64, ()) % UInt64
gc_live_bytes() = ccall(:jl_gc_live_bytes, Int64, ())
struct GC_Diff
    allocd::Int64
    malloc::Int64
    realloc::Int64
    poolalloc::Int64
    bigalloc::Int64
    freecall::Int64
    total_time::Int64
    pause::Int64
    full_sweep::Int64
end
GC_Diff(new::GC_Num, old::GC_Num) = GC_Diff(new.allocd - old.allocd, 0, 0, new.objects - old.objects, 0, 0,
    new.total_time - old.total_time, new.pause - old.pause, new.full_sweep - old.full_sweep)
gc_alloc_count(d::GC_Diff) = d.malloc + d.realloc + d.poolalloc + d.bigalloc

const _mem_units = ("byte", "KiB", "MiB", "GiB", "TiB", "PiB")
const _mem_pluralizes = (true, false, false, false, false, false)
const _cnt_units = ("", " k", " M", " G", " T", " P")
function _format_scaled(n::Real, units, base::Int)
    k = 1
    x = Float64(n)
    while k < length(units) && x >= base
        x /= base
        k += 1
    end
    return k, x
end
function format_bytes(bytes; binary = true)
    units = binary ? _mem_units : ("byte", "KB", "MB", "GB", "TB", "PB")
    k, x = _format_scaled(bytes, units, binary ? 1024 : 1000)
    return k == 1 ? string(Int(bytes), " ", units[1], bytes == 1 ? "" : "s") : string(_fixed(x, 3), " ", units[k])
end
# x with d digits behind the point.
function _fixed(x::Float64, d::Int)
    scaled = round(Int128, x * 10.0^d)
    s = string(abs(scaled), pad = d + 1)
    n = ncodeunits(s)
    return d == 0 ? s : string(x < 0 ? "-" : "", s[1:n - d], ".", s[n - d + 1:n])
end

function time_print(io::IO, elapsedtime, bytes = 0, gctime = 0, allocs = 0, lock_conflicts = 0, compile_time = 0,
                    recompile_time = 0, newline = false; msg::Union{String, Nothing} = nothing)
    print(io, msg isa String ? string(msg, ": ") : "")
    timestr = _fixed(elapsedtime / 1e9, 6)
    print(io, length(timestr) < 10 ? " "^(10 - length(timestr)) : "", timestr, " seconds")
    parens = bytes != 0 || allocs != 0 || gctime > 0 || lock_conflicts > 0 || compile_time > 0
    parens && print(io, " (")
    if bytes != 0 || allocs != 0
        k, x = _format_scaled(allocs, _cnt_units, 1000)
        print(io, k == 1 ? string(Int(x), allocs == 1 ? " allocation: " : " allocations: ") :
            string(_fixed(x, 2), _cnt_units[k], " allocations: "), format_bytes(bytes))
    end
    if gctime > 0
        (bytes != 0 || allocs != 0) && print(io, ", ")
        print(io, _fixed(100 * gctime / elapsedtime, 2), "% gc time")
    end
    if compile_time > 0
        (bytes != 0 || allocs != 0 || gctime > 0) && print(io, ", ")
        print(io, _fixed(100 * min(compile_time, elapsedtime) / elapsedtime, 2), "% compilation time")
    end
    parens && print(io, ")")
    newline && print(io, "\n")
    return nothing
end
compile_time_ns() = ccall(:jl_compile_hrtime, Int64, ())

macro time(ex)
    return :(@time nothing $(esc(ex)))
end
macro time(msg, ex)
    return quote
        local ret = @timed $(esc(ex))
        local _msg = $(esc(msg))
        _print_timing(ret, _msg)
        ret.value
    end
end
function _print_timing(t, msg)
    time_print(stdout, t.time * 1e9, t.bytes, t.gctime * 1e9, gc_alloc_count(t.gcstats), 0, t.compile_time * 1e9, 0, true;
               msg = msg === nothing ? nothing : string(msg))
end
macro showtime(ex)
    return quote
        @time $(sprint(show_unquoted, ex)) $(esc(ex))
    end
end
macro elapsed(ex)
    return quote
        local t0 = time_ns()
        $(esc(ex))
        (time_ns() - t0) / 1e9
    end
end
macro allocated(ex)
    return quote
        local b0 = gc_bytes()
        $(esc(ex))
        gc_bytes() - b0
    end
end
macro allocations(ex)
    return quote
        local g0 = gc_num()
        $(esc(ex))
        gc_alloc_count(GC_Diff(gc_num(), g0))
    end
end
macro timed(ex)
    return quote
        local stats = gc_num()
        local compiled = compile_time_ns()
        local t0 = time_ns()
        local val = $(esc(ex))
        local t1 = time_ns()
        local diff = GC_Diff(gc_num(), stats)
        (value = val, time = (t1 - t0) / 1e9, bytes = diff.allocd, gctime = diff.total_time / 1e9, gcstats = diff,
         lock_conflicts = 0, compile_time = (compile_time_ns() - compiled) / 1e9, recompile_time = 0.0)
    end
end
macro timev(ex)
    return :(@timev nothing $(esc(ex)))
end
macro timev(msg, ex)
    return quote
        local ret = @timed $(esc(ex))
        _print_timing(ret, $(esc(msg)))
        println("elapsed time (ns):  ", round(Int, ret.time * 1e9))
        println("bytes allocated:    ", ret.bytes)
        println("pool allocs:        ", gc_alloc_count(ret.gcstats))
        ret.value
    end
end
