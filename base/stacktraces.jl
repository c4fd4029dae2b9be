# Stack traces: the frames of a backtrace as values one can look at.
module StackTraces

export StackTrace, StackFrame, stacktrace

import Base: ==, hash, show, stacktrace

# One frame: where in which function. `linfo` is the compiled method instance, if the frame has one.
struct StackFrame
    func::Symbol
    file::Symbol
    line::Int
    linfo::Union{Core.MethodInstance, Core.CodeInfo, Module, Nothing}
    from_c::Bool
    inlined::Bool
    pointer::UInt64
end
StackFrame(func, file, line) = StackFrame(Symbol(func), Symbol(file), line, nothing, false, false, UInt64(0))
const StackTrace = Vector{StackFrame}
const empty_sym = Symbol("")
const UNKNOWN = StackFrame(empty_sym, empty_sym, -1, nothing, true, false, UInt64(0))

==(a::StackFrame, b::StackFrame) = a.line == b.line && a.from_c == b.from_c && a.func == b.func && a.file == b.file &&
                                   a.inlined == b.inlined
function hash(frame::StackFrame, h::UInt)
    h += 0xf4fbda67fe20ce88 % UInt
    h = hash(frame.line, h)
    h = hash(frame.file, h)
    h = hash(frame.func, h)
    h = hash(frame.from_c, h)
    return hash(frame.inlined, h)
end

lookup(frame::StackFrame) = StackFrame[frame]
lookup(t::Tuple) = StackFrame[StackFrame(t[1], t[2], Int(t[3]), t[4], false, t[5], UInt64(0))]

function stacktrace(trace::AbstractVector, c_funcs::Bool = false)
    st = StackTrace()
    for ip in trace
        for f in lookup(ip)
            f.func === :stacktrace && continue
            push!(st, f)
        end
    end
    return st
end
stacktrace(c_funcs::Bool = false) = stacktrace(backtrace(), c_funcs)

is_top_level_frame(f::StackFrame) = f.linfo isa Core.CodeInfo || f.func === Symbol("top-level scope")

# The name of the frame, with the argument types if the method instance is known.
function show_spec_linfo(io::IO, frame::StackFrame)
    linfo = frame.linfo
    if linfo === nothing || linfo isa Module || linfo isa Core.CodeInfo
        if is_top_level_frame(frame)
            print(io, "top-level scope")
        else
            Base.print_within_stacktrace(io, Base.demangle_function_name(string(frame.func)), bold = true)
        end
    else
        def = linfo.def
        if def isa Method
            Base._show_frame_call(io, def, linfo.specTypes)
        else
            print(io, "top-level scope")
        end
    end
    return nothing
end

function show(io::IO, frame::StackFrame)
    show_spec_linfo(io, frame)
    if frame.file !== empty_sym
        print(io, " at ", basename(string(frame.file)), ":", frame.line >= 0 ? frame.line : "?")
    end
    frame.inlined && print(io, " [inlined]")
    return nothing
end

function Base.parentmodule(frame::StackFrame)
    linfo = frame.linfo
    if linfo isa Core.MethodInstance && !is_top_level_frame(frame)
        def = linfo.def
        return def isa Module ? def : def.module
    end
    return nothing
end

end

using .StackTraces
