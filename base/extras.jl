# Small things that belong to no other chapter.

# Is there a person at the other end? Only the session that reads commands says so.
is_interactive::Bool = false
isinteractive() = is_interactive

# What a structured matrix prints for a zero it does not store: a dot as wide as the zero.
function replace_with_centered_mark(s::AbstractString; c::AbstractChar = '⋅')
    n = textwidth(s)
    middle = cld(n, 2)
    return string(" "^max(middle - 1, 0), c, " "^(n - middle))
end

# LinearAlgebra has the methods.
function kron end
function kron! end

# Between the encodings of text by their code units: UTF-8, UTF-16, UTF-32.
transcode(::Type{T}, src::AbstractVector{T}) where {T <: Union{UInt8, UInt16, UInt32, Int32}} = src
transcode(::Type{String}, src::Union{String, AbstractVector{UInt8}}) = String(src isa String ? src : copy(src))
transcode(::Type{String}, src::AbstractVector) = String(transcode(UInt8, src))
transcode(::Type{T}, src::String) where {T <: Union{UInt8, UInt16, UInt32, Int32}} = transcode(T, codeunits(src))
transcode(::Type{UInt8}, src::CodeUnits{UInt8}) = Vector{UInt8}(src)
transcode(::Type{T}, src::AbstractVector{UInt8}) where {T <: Union{UInt32, Int32}} = T[T(UInt32(c)) for c in String(copy(src))]
function transcode(::Type{UInt16}, src::AbstractVector{UInt8})
    out = UInt16[]
    for c in String(copy(src))
        u = UInt32(c)
        if u < 0x10000
            push!(out, u % UInt16)
        else
            u -= 0x10000
            push!(out, (0xd800 + (u >> 10)) % UInt16, (0xdc00 + (u & 0x3ff)) % UInt16)
        end
    end
    return out
end
transcode(::Type{UInt8}, src::AbstractVector{<:Union{UInt32, Int32}}) = Vector{UInt8}(codeunits(String(map(u -> Char(UInt32(u)), src))))
function transcode(::Type{UInt8}, src::AbstractVector{UInt16})
    chars = Char[]
    i = firstindex(src)
    while i <= lastindex(src)
        u = UInt32(src[i])
        if u & 0xfc00 == 0xd800 && i < lastindex(src) && src[i + 1] & 0xfc00 == 0xdc00
            u = 0x10000 + ((u & 0x3ff) << 10) + (UInt32(src[i + 1]) & 0x3ff)
            i += 1
        end
        push!(chars, Char(u))
        i += 1
    end
    return Vector{UInt8}(codeunits(String(chars)))
end

# What deals with files, under the name of its module.
module Filesystem

using ..Base
import ..Base: path_separator, path_directory_separator, StatStruct, stat, lstat, cd, pwd, rm, cp, mv, mkdir, mkpath, mktemp,
    mktempdir, readdir, walkdir, touch, tempdir, tempname, symlink, readlink, chmod, filesize, mtime, ctime, isfile, isdir,
    ispath, islink, joinpath, abspath, normpath, realpath, relpath, splitdir, splitext, splitpath, splitdrive, basename,
    dirname, homedir, expanduser, contractuser, isabspath, isdirpath, samefile, hardlink

const S_IRUSR = 0o400
const S_IWUSR = 0o200
const S_IXUSR = 0o100
const S_IRWXU = 0o700
const S_IRGRP = 0o040
const S_IWGRP = 0o020
const S_IXGRP = 0o010
const S_IRWXG = 0o070
const S_IROTH = 0o004
const S_IWOTH = 0o002
const S_IXOTH = 0o001
const S_IRWXO = 0o007

end

# ---- standard streams, redirected -----------------------------------------------------------------------------------------

# Bytes on their way between a writer and a reader in this process.
mutable struct Pipe <: IO
    const buffer::IOBuffer
    const filled::Condition
    open::Bool
    readpos::Int
    Pipe() = new(IOBuffer(), Condition(), true, 1)
end
show(io::IO, p::Pipe) = print(io, "Pipe(", p.open ? "open" : "closed", ", ", bytesavailable(p), " bytes waiting)")
isopen(p::Pipe) = p.open
isreadable(p::Pipe) = p.open || bytesavailable(p) > 0
iswritable(p::Pipe) = p.open
bytesavailable(p::Pipe) = position(p.buffer) - p.readpos + 1
close(p::Pipe) = (p.open = false; notify(p.filled); nothing)
closewrite(p::Pipe) = close(p)
flush(p::Pipe) = nothing
function unsafe_write(p::Pipe, from::Ptr{UInt8}, n::UInt)
    p.open || throw(IOError("stream is closed or unusable", 0))
    written = unsafe_write(p.buffer, from, n)
    notify(p.filled)
    return written
end
write(p::Pipe, b::UInt8) = write(p, UInt8[b])
function eof(p::Pipe)
    while bytesavailable(p) == 0
        p.open || return true
        wait(p.filled)
    end
    return false
end
function read(p::Pipe, ::Type{UInt8})
    eof(p) && throw(EOFError())
    b = p.buffer.data[p.readpos]
    p.readpos += 1
    return b
end
function readavailable(p::Pipe)
    eof(p) && return UInt8[]
    bytes = p.buffer.data[p.readpos:position(p.buffer)]
    p.readpos += length(bytes)
    return Vector{UInt8}(bytes)
end

# Only the stream that Julia code writes to is changed: what other programs inherit stays.
for (name, stream) in ((:redirect_stdout, :stdout), (:redirect_stderr, :stderr), (:redirect_stdin, :stdin))
    @eval begin
        $name(io::Union{IOStream, Pipe, TTY, PipeEndpoint, DevNull}) = (global $stream = io; io)
        $name(ctx::IOContext) = (global $stream = ctx; ctx)
        $name() = (p = Pipe(); global $stream = p; (p, p))
        function $name(f::Function, io)
            old = $stream
            $name(io isa AbstractString ? throw(MethodError($name, (f, io))) : io)
            try
                return f()
            finally
                flush($stream)
                global $stream = old
            end
        end
    end
end
function redirect_stdio(f = nothing; stdin = nothing, stdout = nothing, stderr = nothing)
    old = (Base.stdin, Base.stdout, Base.stderr)
    opened = IO[]
    function stream(x, mode)
        x isa AbstractString || return x
        for (other, io) in known
            other == x && return io
        end
        io = open(x, mode)
        push!(opened, io)
        push!(known, (x, io))
        return io
    end
    known = Tuple{Any, IO}[]
    stdin === nothing || redirect_stdin(stream(stdin, "r"))
    stdout === nothing || redirect_stdout(stream(stdout, "w"))
    stderr === nothing || redirect_stderr(stream(stderr, "w"))
    f === nothing && return nothing
    try
        return f()
    finally
        flush(Base.stdout)
        flush(Base.stderr)
        redirect_stdin(old[1])
        redirect_stdout(old[2])
        redirect_stderr(old[3])
        foreach(close, opened)
    end
end

# Programs ask inference for a return type by this name.
Core.eval(Core, :(baremodule Compiler
import Base: _return_type
return_type(f, types) = _return_type(f, types)
end))
