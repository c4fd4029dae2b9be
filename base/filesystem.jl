# The file system: what stands at a path, making, moving, removing, reading folders, temporary files.

# ---- status -------------------------------------------------------------------------------------------------------

struct StatStruct
    desc::Union{String, RawFD}
    device::UInt
    inode::UInt
    mode::UInt
    nlink::Int
    uid::UInt
    gid::UInt
    rdev::UInt
    size::Int64
    blksize::Int64
    blocks::Int64
    mtime::Float64
    ctime::Float64
    ioerrno::Int32
end
function _status_from(desc, r::Int, f::Memory{Float64})
    r < 0 && return StatStruct(desc, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0, 0.0, r)
    return StatStruct(desc, f[1], f[2], f[3], f[4], f[5], f[6], 0, f[7], f[8], f[9], f[10], f[11], 0)
end
function _path_status(path::String, follow::Bool)
    f = Memory{Float64}(undef, 12)
    r = GC.@preserve f ccall(:jl_fs_stat, Int, (Any, Bool, Ptr{Float64}), path, follow, pointer(f))
    r < 0 && r != UV_ENOENT && r != -20 && r != UV_EINVAL &&
        uv_error(string(follow ? "stat(" : "lstat(", repr(path), ")"), r)
    return _status_from(path, r, f)
end
function _fd_status(fd::Int)
    f = Memory{Float64}(undef, 12)
    r = GC.@preserve f ccall(:jl_fd_stat, Int, (Int, Ptr{Float64}), fd, pointer(f))
    uv_error(string("stat(RawFD(", fd, "))"), r)
    return _status_from(RawFD(fd), r, f)
end
stat(path::AbstractString) = _path_status(_system_path(path), true)
lstat(path::AbstractString) = _path_status(_system_path(path), false)
stat(path...) = stat(joinpath(path...))
lstat(path...) = lstat(joinpath(path...))
stat(fd::RawFD) = _fd_status(Int(Int32(fd)))
stat(s::IOStream) = _fd_status(s.fd)

filemode(st::StatStruct) = st.mode
filesize(st::StatStruct) = st.size
mtime(st::StatStruct) = st.mtime
ctime(st::StatStruct) = st.ctime
ispath(st::StatStruct) = st.ioerrno == 0
isfifo(st::StatStruct) = st.mode & 0xf000 == 0x1000
ischardev(st::StatStruct) = st.mode & 0xf000 == 0x2000
isdir(st::StatStruct) = st.mode & 0xf000 == 0x4000
isblockdev(st::StatStruct) = st.mode & 0xf000 == 0x6000
isfile(st::StatStruct) = st.mode & 0xf000 == 0x8000
islink(st::StatStruct) = st.mode & 0xf000 == 0xa000
issocket(st::StatStruct) = st.mode & 0xf000 == 0xc000
issetuid(st::StatStruct) = st.mode & 0o4000 > 0
issetgid(st::StatStruct) = st.mode & 0o2000 > 0
issticky(st::StatStruct) = st.mode & 0o1000 > 0
uperm(st::StatStruct) = UInt8((st.mode >> 6) & 0x7)
gperm(st::StatStruct) = UInt8((st.mode >> 3) & 0x7)
operm(st::StatStruct) = UInt8(st.mode & 0x7)
for f in (:ispath, :isfifo, :ischardev, :isdir, :isblockdev, :isfile, :issocket, :issetuid, :issetgid, :issticky,
          :uperm, :gperm, :operm, :filemode, :filesize, :mtime, :ctime)
    @eval $f(path...) = $f(stat(path...))
end
islink(path...) = islink(lstat(path...))
samefile(a::StatStruct, b::StatStruct) = ispath(a) && ispath(b) && a.device == b.device && a.inode == b.inode
samefile(a::AbstractString, b::AbstractString) = samefile(stat(a), stat(b))
function ismount(path...)
    path = joinpath(path...)
    isdir(path) || return false
    here, above = lstat(path), lstat(joinpath(path, ".."))
    islink(here) && return false
    return here.device != above.device || here.inode == above.inode
end
show(io::IO, st::StatStruct) = print(io, "StatStruct(", repr(st.desc), ", size: ", st.size, " bytes, mode: 0o",
    string(st.mode, base = 8, pad = 6), ")")

# ---- folders ------------------------------------------------------------------------------------------------------

# A path as the host takes it: text without NUL.
function _path_text(path::AbstractString)
    s = String(path)
    '\0' in s && throw(ArgumentError("embedded NULs are not allowed in C strings: $(repr(s))"))
    return s
end
pwd() = ccall(:jl_fs_cwd, Ref{String}, ())
function cd(dir::AbstractString)
    uv_error(string("chdir(", repr(dir), ")"), ccall(:jl_fs_chdir, Int, (Any,), _path_text(dir)))
    return nothing
end
cd() = cd(homedir())
function cd(f::Function, dir::AbstractString)
    old = pwd()
    cd(dir)
    try
        return f()
    finally
        cd(old)
    end
end
cd(f::Function) = cd(f, homedir())

function mkdir(path::AbstractString; mode::Integer = 0o777)
    r = ccall(:jl_fs_mkdir, Int, (Any, Int32), _path_text(path), mode)
    r < 0 && uv_error(string("mkdir(", repr(path), "; mode=0o", string(mode, base = 8), ")"), r)
    return path
end
function mkpath(path::AbstractString; mode::Integer = 0o777)
    dir = endswith(path, '/') && length(path) > 1 ? dirname(path) : path
    isdir(dir) && return path
    parent = dirname(dir)
    isempty(parent) || parent == dir || mkpath(parent; mode)
    try
        mkdir(dir; mode)
    catch err
        err isa IOError && err.code == UV_EEXIST && isdir(dir) || rethrow()
    end
    return path
end

function rm(path::AbstractString; force::Bool = false, recursive::Bool = false)
    st = lstat(path)
    if !isdir(st)
        r = ccall(:jl_fs_unlink, Int, (Any,), _path_text(path))
        r < 0 && !(force && r == UV_ENOENT) && uv_error(string("unlink(", repr(path), ")"), r)
        return nothing
    end
    if recursive
        for name in readdir(path)
            rm(joinpath(path, name); force, recursive = true)
        end
    end
    r = ccall(:jl_fs_rmdir, Int, (Any,), _path_text(path))
    r < 0 && !(force && r == UV_ENOENT) && uv_error(string("rm(", repr(path), ")"), r)
    return nothing
end

function readdir(dir::AbstractString; join::Bool = false, sort::Bool = true)
    r = ccall(:jl_fs_readdir, Any, (Any,), _path_text(dir))
    r isa Int && uv_error(string("readdir(", repr(dir), ")"), r)
    names = String[name::String for name in r::Vector{Any}]
    sort && Base.sort!(names)
    join && map!(name -> joinpath(dir, name), names, names)
    return names
end
readdir(; join::Bool = false, sort::Bool = true) = readdir(join ? pwd() : "."; join, sort)

# Folders below a root, each with the folders and files in it; bottom up, a folder comes after those in it.
mutable struct WalkDir
    # folders to be read, entries that are ready, and entries given whose folders are to come
    const todo::Vector{Any}
    const topdown::Bool
    const follow_symlinks::Bool
    const onerror::Function
end
const _DirEntry = Tuple{String, Vector{String}, Vector{String}}
struct _FoldersOf
    entry::_DirEntry
end
walkdir(root = "."; topdown::Bool = true, follow_symlinks::Bool = false, onerror = throw) =
    WalkDir(Any[String(root)], topdown, follow_symlinks, onerror)
eltype(::Type{WalkDir}) = _DirEntry
IteratorSize(::Type{WalkDir}) = SizeUnknown()
isempty(w::WalkDir) = isempty(w.todo)
function iterate(w::WalkDir, state = nothing)
    while !isempty(w.todo)
        next = pop!(w.todo)
        if next isa _DirEntry
            return next, nothing
        elseif next isa _FoldersOf
            _push_folders!(w, next.entry)
            continue
        end
        root = next::String
        names = String[]
        try
            names = readdir(root)
        catch err
            err isa IOError || rethrow()
            w.onerror(err)
            continue
        end
        entry = (root, String[], String[])
        for name in names
            path = joinpath(root, name)
            isdir(path) ? push!(entry[2], name) : push!(entry[3], name)
        end
        if w.topdown
            # who gets the entry may take folders out: they are looked at when it is asked for the next
            push!(w.todo, _FoldersOf(entry))
            return entry, nothing
        end
        push!(w.todo, entry)
        _push_folders!(w, entry)
    end
    return nothing
end
function _push_folders!(w::WalkDir, entry::_DirEntry)
    for name in Iterators.reverse(entry[2])
        path = joinpath(entry[1], name)
        (w.follow_symlinks || !islink(path)) && push!(w.todo, path)
    end
end
function take!(w::WalkDir)
    r = iterate(w)
    r === nothing && throw(InvalidStateException("Channel is closed.", :closed))
    return r[1]
end

# ---- files --------------------------------------------------------------------------------------------------------

function _refuse_existing(src::AbstractString, dst::AbstractString, doing::String, force::Bool)
    ispath(dst) || return nothing
    force || throw(ArgumentError(string("'", dst, "' exists. `force=true` is required to remove '", dst, "' before ", doing, ".")))
    if samefile(src, dst)
        real(p) = islink(p) ? abspath(readlink(p)) : abspath(p)
        throw(ArgumentError(string("'src' and 'dst' refer to the same file/dir. This is not supported.\n  ",
                                   "`src` refers to: ", real(src), "\n  `dst` refers to: ", real(dst), "\n")))
    end
    rm(dst; recursive = true, force = true)
    return nothing
end
function cp(src::AbstractString, dst::AbstractString; force::Bool = false, follow_symlinks::Bool = false)
    _refuse_existing(src, dst, "copying", force)
    _copy_tree(String(src), String(dst), follow_symlinks)
    return dst
end
function _copy_tree(src::String, dst::String, follow::Bool)
    if !follow && islink(src)
        symlink(readlink(src), dst)
    elseif isdir(src)
        mkdir(dst)
        for name in readdir(src)
            _copy_tree(joinpath(src, name), joinpath(dst, name), follow)
        end
    else
        sendfile(src, dst)
    end
    return nothing
end
function sendfile(src::AbstractString, dst::AbstractString)
    r = ccall(:jl_fs_copyfile, Int, (Any, Any), _path_text(src), _path_text(dst))
    r == UV_ENOENT && uv_error(string("open(", repr(src), ", 0, 0)"), r)
    uv_error(string("sendfile(", repr(src), ", ", repr(dst), ")"), r)
    return nothing
end
cptree(src::AbstractString, dst::AbstractString; force::Bool = false, follow_symlinks::Bool = false) =
    cp(src, dst; force, follow_symlinks)
function mv(src::AbstractString, dst::AbstractString; force::Bool = false)
    _refuse_existing(src, dst, "moving", force)
    rename(src, dst)
    return dst
end
function rename(src::AbstractString, dst::AbstractString)
    r = ccall(:jl_fs_rename, Int, (Any, Any), _path_text(src), _path_text(dst))
    if r == -18
        # another file system
        cp(src, dst)
        rm(src; recursive = true)
        return nothing
    end
    uv_error(string("rename(", repr(src), ", ", repr(dst), ")"), r)
    return nothing
end
function touch(path::AbstractString)
    now = time()
    r = ccall(:jl_fs_utime, Int, (Any, Float64, Float64), _path_text(path), now, now)
    if r == UV_ENOENT
        close(open(path, "a"))
    else
        uv_error(string("touch(", repr(path), ")"), r)
    end
    return path
end
function symlink(target::AbstractString, link::AbstractString; dir_target::Bool = false)
    uv_error(string("symlink(", repr(target), ", ", repr(link), ")"),
             ccall(:jl_fs_symlink, Int, (Any, Any), _path_text(target), _path_text(link)))
    return nothing
end
function hardlink(src::AbstractString, dst::AbstractString)
    uv_error(string("hardlink(", repr(src), ", ", repr(dst), ")"),
             ccall(:jl_fs_link, Int, (Any, Any), _path_text(src), _path_text(dst)))
    return nothing
end
function readlink(path::AbstractString)
    r = ccall(:jl_fs_readlink, Any, (Any,), _path_text(path))
    r isa Int && uv_error(string("readlink(", repr(path), ")"), r)
    return r::String
end
function chmod(path::AbstractString, mode::Integer; recursive::Bool = false)
    uv_error(string("chmod(", repr(path), ", 0o", string(mode, base = 8), ")"),
             ccall(:jl_fs_chmod, Int, (Any, Int32), _path_text(path), mode))
    if recursive && isdir(path)
        for name in readdir(path)
            islink(joinpath(path, name)) || chmod(joinpath(path, name), mode; recursive = true)
        end
    end
    return path
end

# ---- temporary files ------------------------------------------------------------------------------------------------

tempdir() = ccall(:jl_fs_tmpdir, Ref{String}, ())
# Paths to be removed when the process ends.
const TEMP_CLEANUP = String[]
temp_cleanup_later(path::AbstractString; asap::Bool = false) = (push!(TEMP_CLEANUP, String(path)); nothing)
temp_cleanup_forget(path::AbstractString) = (filter!(!=(String(path)), TEMP_CLEANUP); nothing)
function temp_cleanup_purge(; force::Bool = false)
    while !isempty(TEMP_CLEANUP)
        path = pop!(TEMP_CLEANUP)
        try
            ispath(path) && rm(path; recursive = true, force = true)
        catch err
            err isa IOError || rethrow()
            println(stderr, "Failed to remove temporary path ", path, ": ", err.msg)
        end
    end
    return nothing
end

const _temp_chars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
function _random_name(prefix::String, suffix::String = "")
    bytes = Memory{UInt8}(undef, 10)
    GC.@preserve bytes ccall(:jl_random_bytes, Cvoid, (Ptr{UInt8}, Int), pointer(bytes), 10)
    return string(prefix, String(UInt8[codeunit(_temp_chars, bytes[i] % 62 + 1) for i in 1:10]), suffix)
end
function _free_temp_path(parent::AbstractString, prefix::String, suffix::String = "")
    isdir(parent) || throw(ArgumentError("$(repr(parent)) is not a directory"))
    while true
        path = joinpath(parent, _random_name(prefix, suffix))
        ispath(path) || return path
    end
end
function tempname(parent::AbstractString = tempdir(); max_tries::Int = 100, cleanup::Bool = true, suffix::AbstractString = "")
    path = _free_temp_path(parent, "jl_", String(suffix))
    cleanup && temp_cleanup_later(path)
    return path
end
function mktemp(parent::AbstractString = tempdir(); cleanup::Bool = true)
    path = _free_temp_path(parent, "jl_")
    cleanup && temp_cleanup_later(path)
    return path, open(path, "w+")
end
function mktempdir(parent::AbstractString = tempdir(); prefix::AbstractString = "jl_", cleanup::Bool = true)
    path = _free_temp_path(parent, String(prefix))
    mkdir(path; mode = 0o700)
    cleanup && temp_cleanup_later(path)
    return path
end
function mktemp(f::Function, parent::AbstractString = tempdir())
    path, io = mktemp(parent; cleanup = false)
    try
        return f(path, io)
    finally
        close(io)
        rm(path; force = true)
    end
end
function mktempdir(f::Function, parent::AbstractString = tempdir(); prefix::AbstractString = "jl_")
    path = mktempdir(parent; prefix, cleanup = false)
    try
        return f(path)
    finally
        rm(path; recursive = true, force = true)
    end
end
