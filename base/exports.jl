# The names `using Base` brings. Grouped by what they are about; a name may be defined in any later chapter.

export
    # modules and tools
    isinteractive, readeach, AbstractMatch, RawFD, fdio, setcpuaffinity, kron, kron!, transcode, @kwdef,
    Pipe, redirect_stdio, redirect_stderr, redirect_stdin, redirect_stdout,
    Base, Meta, Iterators, Threads, Broadcast, Sys, Libc, MathConstants, GC, Docs, StackTraces,
    # types: arrays and ranges
    AbstractMatrix, AbstractRange, AbstractUnitRange, AbstractVecOrMat, AbstractVector, AbstractSlices, ColumnSlices,
    RowSlices, Slices, BitArray, BitMatrix, BitVector, CartesianIndex, CartesianIndices, LinearIndices, Colon, Dims,
    DenseMatrix, DenseVecOrMat, DenseVector, IndexCartesian, IndexLinear, IndexStyle, LinRange, OrdinalRange,
    PermutedDimsArray, StepRange, StepRangeLen, StridedArray, StridedMatrix, StridedVecOrMat, StridedVector, SubArray,
    UnitRange, VecOrMat, VecElement, AbstractChannel, Channel, AtomicMemory, AtomicMemoryRef,
    # types: collections
    AbstractDict, AbstractSet, BitSet, Dict, IdDict, IdSet, WeakKeyDict, Set, Pair, Some, Enum,
    # types: numbers
    BigFloat, BigInt, Complex, ComplexF16, ComplexF32, ComplexF64, Rational, Irrational, AbstractIrrational,
    RoundingMode, RoundFromZero, RoundDown, RoundNearest, RoundNearestTiesAway, RoundNearestTiesUp, RoundToZero,
    RoundUp, Inf, Inf16, Inf32, Inf64, NaN, NaN16, NaN32, NaN64, im, π, pi, ℯ,
    # types: strings and io
    SubString, SubstitutionString, Regex, RegexMatch, AbstractPattern, LazyString,
    IOBuffer, IOContext, IOStream, AbstractPipe, Cmd, CmdRedirect, AbstractCmd, AbstractDisplay, TextDisplay, HTML, Text, MIME,
    VersionNumber, Timer, Cstring, Cwstring, ENDIAN_BOM, AsyncCondition, Condition, Event, ReentrantLock, Semaphore,
    AbstractLock, Lockable, ComposedFunction, Returns, Val, Missing, DimensionMismatch, EOFError, KeyError,
    StringIndexError, SystemError, MissingException, ProcessFailedException, TaskFailedException,
    CompositeException, CapturedException, InvalidStateException, ExponentialBackOff,
    Cchar, Cdouble, Cfloat, Cint, Cintmax_t, Clong, Clonglong, Cptrdiff_t, Cshort, Csize_t, Cssize_t, Cuchar, Cuint,
    Cuintmax_t, Culong, Culonglong, Cushort, Cvoid, Cwchar_t, C_NULL,
    # global variables
    ARGS, DEPOT_PATH, ENV, LOAD_PATH, PROGRAM_FILE, VERSION, missing, instances, stdin, stdout, stderr, devnull

export
    # operators
    !, !=, ≠, !==, ≡, ≢, xor, %, ÷, &, *, +, -, /, //, <, <<, <=, ≤, ==, >, >=, ≥, >>, >>>, \, ^, |, |>, ~, ⊻, nand,
    nor, ⊼, ⊽, ∘, :, =>, ∈, ∉, ∋, ∌, ⊆, ⊇, ⊈, ⊉, ⊊, ⊋, ∩, ∪, √, ∛, ∜, ≈, ≉, >:, isdisjoint,
    # comparison and identity
    cmp, isequal, isless, isunordered, identity, ifelse, isapprox, issetequal, max, min, minmax, hash,
    objectid, applicable, clamp, clamp!, oftype, convert, promote, promote_rule, promote_type, promote_shape, widen, widemul,
    # scalar math
    abs, abs2, acos, acosd, acosh, acot, acotd, acoth, acsc, acscd, acsch, angle, asec, asecd, asech, asin, asind,
    asinh, atan, atand, atanh, big, binomial, bitreverse, bitrotate, bswap, cbrt, cld, cis, cispi, complex, conj,
    copysign, cos, cosc, cosd, cosh, cospi, cot, cotd, coth, count_ones, count_zeros, csc, cscd, csch, deg2rad,
    denominator, digits, digits!, div, divrem, eps, evalpoly, exp, exp10, exp2, expm1, exponent, factorial, fld, fld1,
    fldmod, fldmod1, flipsign, float, tryparse, floor, fma, frexp, gcd, gcdx, hypot, imag, inv, invmod,
    iseven, isfinite, isinf, isinteger, isnan, isodd, ispow2, isqrt, isreal, isone, issubnormal, iszero, lcm, ldexp,
    leading_ones, leading_zeros, log, log10, log1p, log2, maxintfloat, mod, mod1, mod2pi, modf, muladd, nextfloat,
    nextpow, nextprod, numerator, one, oneunit, precision, prevfloat, prevpow, rad2deg, rationalize, real, floatmax,
    floatmin, reim, reinterpret, rem, rem2pi, round, rounding, setprecision, setrounding, get_zero_subnormals,
    set_zero_subnormals, sec, secd, sech, sign, signbit, signed, significand, sin, sinc, sincos, sincosd, sincospi,
    sind, sinh, sinpi, sqrt, fourthroot, tan, tand, tanh, tanpi, trailing_ones, trailing_zeros, trunc, unsafe_trunc, typemax,
    typemin, unsigned, zero, ndigits, powermod, ceil, divrem, reinterpret, cmp, tanpi

export
    # arrays
    axes, broadcast!, broadcast, cat, checkbounds, checkindex, circcopy!, circshift!, circshift, conj!, copy!, copyto!,
    diff, dropdims, eachslice, eachrow, eachcol, eachindex, extrema, extrema!, fill!, fill, first, hcat, hvcat, hvncat,
    indexin, argmax, argmin, findmin, findmax, findmin!, findmax!, findall, findfirst, findlast, findnext, findprev,
    match, invperm, invpermute!, isassigned, isperm, issorted, keepat!, last, mapslices, maximum!, maximum, minimum!,
    minimum, ndims, ones, parent, parentindices, partialsort, partialsort!, partialsortperm, partialsortperm!,
    permute!, permutedims, permutedims!, prod!, prod, range, logrange, LinRange, reshape, reverse!, reverse, rot180, rotl90, rotr90,
    searchsorted, searchsortedfirst, searchsortedlast, insorted, selectdim, size, similar, sort!, sort,
    sortperm, sortperm!, sortslices, splat, step, stride, strides, sum!, sum, to_indices, vcat, vec, view, zeros, accumulate,
    accumulate!, cumprod, cumprod!, cumsum, cumsum!, reduce, mapreduce, mapfoldl, mapfoldr, foldl, foldr, transpose, adjoint,
    trues, falses, stack, unsafe_view, flipsign, mapfoldl,
    # search, iteration and collections
    all!, all, allequal, allunique, any!, any, append!, collect, count!, count, delete!, deleteat!, eltype, empty!,
    empty, eachsplit, eachrsplit, enumerate, eachmatch, eachline, eachsplit, filter!, filter, foreach, get!, get, getindex,
    getkey, haskey, in, intersect!, intersect, isdone, isempty, issubset, iterate, keys, keytype, length, map!, map,
    mapreduce, merge!, mergewith!, merge, mergewith, only, pairs, pop!, popat!, popfirst!, prepend!, push!, pushfirst!, insert!,
    resize!, setdiff!, setdiff, setindex!, sizehint!, splice!, symdiff!, symdiff, union!, union, unique!,
    unique, valtype, values, zip, ntuple, firstindex, lastindex,
    lastindex, checkindex, isdispatchtuple, memoryref,
    # missing and nothing
    coalesce, isnothing, ismissing, nonmissingtype, skipmissing, something, @something, @coalesce, notnothing

export
    # strings and text
    ascii, bitstring, bytes2hex, bytesavailable, chomp, chop, chopprefix, chopsuffix, codepoint, codeunit, codeunits,
    digits, dump, endswith, escape_string, hex2bytes, hex2bytes!, isascii, iscntrl, isdigit, isletter, islowercase,
    isnumeric, isprint, ispunct, isspace, isuppercase, isvalid, isxdigit, join, lowercase, lowercasefirst, isxdigit,
    lpad, lstrip, ncodeunits, ndigits, nextind, normpath, parse, prevind, repeat, replace, replace!, repr, rpad, rsplit,
    reverseind, rstrip, split, startswith, string, strip, summary, textwidth, thisind, titlecase, transcode, unescape_string, uppercase,
    uppercasefirst, contains, occursin, reinterpret,
    eachmatch,
    # io
    IO, close, closewrite, countlines, display, displayable, eof, fd, flush, isopen, ismarked, isreadonly, isreadable,
    iswritable, mark, open, peek, position, pipeline, print, println, printstyled, read, read!, readavailable, readbytes!,
    readchomp, readdir, readline, readlines, readuntil, copyuntil, copyline, redirect_stdin, redirect_stdout, redirect_stderr, redirect_stdio,
    reset, seek, seekend, seekstart, show, showable, showerror, skip, skipchars, sprint, stdout, take!, truncate, unmark,
    unsafe_read, unsafe_write, write, displaysize, popdisplay, pushdisplay, redisplay, ltoh, htol, ntoh, hton, PipeBuffer,
    Pipe, process_exited, process_running, run, success, wait, kill, detach, setenv, addenv, ignorestatus, getpid,
    # files and system
    abspath, basename, cd, chmod, chown, cp, ctime, diskstat, dirname, expanduser, contractuser, filemode, filesize,
    homedir, hardlink, isabspath, isblockdev, ischardev, isdir, isdirpath, isfifo, isfile, islink, ismount, ispath, issetgid,
    issetuid, issocket, issticky, joinpath, lstat, mkdir, mkpath, mktemp, mktempdir, mtime, mv, operm, gperm, uperm,
    pwd, readlink, realpath, relpath, rm, samefile, splitdir, splitdrive, splitext, splitpath, stat, symlink, tempdir,
    tempname, touch, walkdir, withenv, atexit, atreplinit, exit, gethostname, sleep, systemerror, time, time_ns, Returns

export
    # errors, tasks
    backtrace, catch_backtrace, current_exceptions, error, rethrow, retry, stacktrace, windowserror,
    current_task, istaskdone, istaskfailed, istaskstarted, schedule, task_local_storage, yield, yieldto, notify, lock, unlock,
    trylock, islocked, acquire, release, timedwait, put!, fetch, bind, isready, errormonitor, asyncmap, asyncmap!,
    # reflection and evaluation
    @__MODULE__, @__FILE__, @__LINE__, @__DIR__, evalfile,  include_string, include_dependency,
    esc, gensym, @gensym, macroexpand, @macroexpand, @macroexpand1, parentmodule, pathof, pkgdir, pkgversion, nameof, fullname, names,
    methods, hasmethod, which, code_lowered, code_typed, fieldcount, fieldname, fieldnames, fieldoffset,
    fieldtype, fieldtypes, hasfield, hasproperty, propertynames, getproperty, setproperty!, swapproperty!, modifyproperty!,
    replaceproperty!, setpropertyonce!, isabstracttype, isbits, isbitstype, isconcretetype, isconst, ismutable, ismutabletype, isprimitivetype,
    isstructtype, supertype, typeintersect, typejoin, functionloc, invokelatest,
    nfields, sizeof, swapfield!, deepcopy, copy, ntuple, merge, isunordered, precompile,
    __precompile__, finalizer, finalize, pointer, pointer_from_objref, unsafe_copyto!, unsafe_load,
    unsafe_modify!, unsafe_replace!, unsafe_store!, unsafe_swap!, unsafe_pointer_to_objref, unsafe_string, unsafe_wrap,
    methods, tempname, parentindices, reenable_sigint, disable_sigint,
    stacktrace, getfield, setfield!, sizehint!, istextmime, nonmissingtype,
    getglobal, isreadable, gcdx, trunc

export
    # macros
    @NamedTuple, @Kwargs, @allocated, @allocations, @assert, @async, @atomic, @atomiconce, @atomicreplace,
    @atomicswap, @b_str, @boundscheck, @cfunction, @ccall, @cmd, @debug, @deprecate, @doc, @__dot__,
    @elapsed, @enum, @error, @eval, @evalpoly, @fastmath, @generated, @goto, @gensym, @html_str, @inbounds, @info,
    @inline, @int128_str, @big_str, @invoke, @invokelatest, @isdefined, @label, @lazy_str, @logmsg, @lock, @noinline, @nospecialize, @specialize,
    @polly, @r_str, @raw_str, @s_str, @show, @simd, @sync, @static, @task, @text_str, @threadcall, @time,
    @showtime, @timed, @timev, @uint128_str, @v_str, @view, @views, @warn, @MIME_str, @main
