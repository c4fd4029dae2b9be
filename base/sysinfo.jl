# What the program runs on.
module Sys

export CPU_THREADS, KERNEL, ARCH, MACHINE, WORD_SIZE, BINDIR, isunix, islinux, isbsd, isapple, iswindows, isfreebsd,
    isopenbsd, isnetbsd, isdragonfly, isjsvm, total_memory, free_memory

import ..Base: show

const ARCH = :x86_64
const KERNEL = :Linux
const MACHINE = "x86_64-linux-gnu"
const WORD_SIZE = 64
const JIT = "WebAssembly"
const CPU_NAME = "wasm"

# These are the process's own: set when it starts.
global CPU_THREADS::Int = 1
global BINDIR::String = ""
global STDLIB::String = ""
function __init__()
    global CPU_THREADS = Int(ccall(:jl_cpu_count, Int32, ()))
    global BINDIR = ccall(:jl_bindir, Ref{String}, ())
    global STDLIB = ccall(:jl_stdlib_dir, Ref{String}, ())
    return nothing
end

isunix(os::Symbol = KERNEL) = os in (:Linux, :Darwin, :FreeBSD, :OpenBSD, :NetBSD, :DragonFly, :Apple, :Emscripten)
islinux(os::Symbol = KERNEL) = os === :Linux
isbsd(os::Symbol = KERNEL) = os in (:FreeBSD, :OpenBSD, :NetBSD, :DragonFly, :Darwin, :Apple)
isapple(os::Symbol = KERNEL) = os === :Apple || os === :Darwin
iswindows(os::Symbol = KERNEL) = os in (:Windows, :NT)
isfreebsd(os::Symbol = KERNEL) = os === :FreeBSD
isopenbsd(os::Symbol = KERNEL) = os === :OpenBSD
isnetbsd(os::Symbol = KERNEL) = os === :NetBSD
isdragonfly(os::Symbol = KERNEL) = os === :DragonFly
isjsvm(os::Symbol = KERNEL) = os === :Emscripten

total_memory() = ccall(:jl_total_memory, UInt64, ())
total_physical_memory() = total_memory()
free_memory() = ccall(:jl_free_memory, UInt64, ())
free_physical_memory() = free_memory()
maxrss() = ccall(:jl_maxrss, UInt, ())
uptime() = ccall(:jl_uptime, Float64, ())
get_process_title() = "julia"
set_process_title(title::AbstractString) = nothing
username() = Base.get(Base.ENV, "USER", "")

isexecutable(path::AbstractString) = ccall(:jl_fs_access, Bool, (Any, Int32), String(path), 1)
isreadable(path::AbstractString) = ccall(:jl_fs_access, Bool, (Any, Int32), String(path), 4)
iswritable(path::AbstractString) = ccall(:jl_fs_access, Bool, (Any, Int32), String(path), 2)

# Where the program of this name is that the shell would run, or nothing.
function which(name::String)
    isempty(name) && return nothing
    dirs = Base.occursin('/', name) ? [""] : Base.split(Base.get(Base.ENV, "PATH", ""), ':')
    for dir in dirs
        path = Base.abspath(Base.joinpath(dir, name))
        (Base.isfile(path) && isexecutable(path)) && return path
    end
    return nothing
end
which(name::AbstractString) = which(String(name))

end
using .Sys
