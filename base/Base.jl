# Base: everything a program can name without importing. Chapters stand in load order: a chapter's top-level code may
# use only what stands above it (what its functions call at run time may stand anywhere).
# Each author edits only between their own marks.
baremodule Base

using Core.Intrinsics
import Core: SimpleVector, CodeInfo, donotdelete

const is_primary_base_module = true

eval(x) = Core.eval(Base, x)
eval(m::Module, x) = Core.eval(m, x)

# What splatting asks for: declared before the first macro splats.
function iterate end

# Loads one chapter; the path is relative to the directory of this file.
include(path::String) = ccall(:jl_load_, Any, (Any, Any), Base, path)
include(mod::Module, path::String) = ccall(:jl_load_, Any, (Any, Any), mod, path)

# >>> A: ground
include("exports.jl")
include("macros.jl")
include("essentials.jl")
include("operators_basic.jl")
include("ctypes.jl")
include("GC.jl")
include("tuple.jl")
include("convert.jl")
include("promotion.jl")
include("traits.jl")
include("reflection.jl")
include("expr.jl")
include("roundingmodes.jl")
include("bool.jl")
include("int.jl")
include("inttypes.jl")
include("operators.jl")
include("float.jl")
include("numbertypes.jl")
include("intfuncs.jl")
include("checked.jl")
import .Checked: checked_neg, checked_abs, checked_add, checked_sub, checked_mul, checked_div, checked_rem, checked_fld, checked_mod,
    checked_cld, checked_pow, checked_length, add_with_overflow, sub_with_overflow, mul_with_overflow
include("pair.jl")
include("namedtuple.jl")
include("refvalue.jl")
include("some.jl")
include("errorhandling.jl")
# <<< A

function vcat end
function hcat end

# >>> B: arrays, ranges, iteration, collections, hashing, broadcasting, reductions, sorting
include("arraycore.jl")
include("rangetypes.jl")
include("indices.jl")
include("generator.jl")
include("range.jl")
include("floatrange.jl")
include("cartesian.jl")
include("abstractarray.jl")
include("array.jl")
include("indexing.jl")
include("hashing.jl")
include("subarray.jl")
include("reshapedarray.jl")
include("reinterpretarray.jl")
include("permuteddimsarray.jl")
include("iterators.jl")
const var"'" = adjoint
export var"'"
include("reduce.jl")
include("abstractdict.jl")
include("dict.jl")
include("iddict.jl")
include("abstractset.jl")
include("set.jl")
include("bitset.jl")
include("bitarray.jl")
include("broadcast.jl")
include("reducedim.jl")
include("accumulate.jl")
include("arrayops.jl")
include("cat.jl")
include("sort.jl")
include("deepcopy.jl")
# <<< B

# >>> C: chars, strings, io, show
include("char.jl")
include("string.jl")
include("substring.jl")
include("unicode.jl")
include("io.jl")
include("ioread.jl")
include("iobuffer.jl")
include("stringsearch.jl")
include("stringutil.jl")
include("libc.jl")
include("multimedia.jl")
include("iobuffered.jl")
include("lazystring.jl")
include("condition.jl")
include("task.jl")
include("lock.jl")
include("channels.jl")
include("event.jl")
# <<< C

# >>> A: numbers and reflection that lean on arrays, strings and io
include("digits.jl")
include("rounding.jl")
include("floatfuncs.jl")
include("math.jl")
include("rational.jl")
include("complex.jl")
include("mathcomplex.jl")
include("parse.jl")
include("floatshow.jl")
include("gmp.jl")
include(GMP, "mpz.jl")
include("mpfr.jl")
include("elementary.jl")
include("irrationals.jl")
include("stacktraces.jl")
include("showerror.jl")
include("juliasyntax.jl")
include("meta.jl")
include("opaque_closure.jl")
include("kwdef.jl")
include("enums.jl")
include("docs.jl")
include("misc.jl")
include("cartesianmacros.jl")
# <<< A

# >>> C: logging, env, tasks, client
# the library Random gives them their methods
function rand end
function randn end
export rand, randn
include("regex.jl")
include("version.jl")
include("env.jl")
include("sysinfo.jl")
include("path.jl")
include("filesystem.jl")
include("timing.jl")
include("styled.jl")
include("show_values.jl")
include("show_types.jl")
include("show_arrays.jl")
include("show_collections.jl")
include("show_expr.jl")
include("methodshow.jl")
include("threads.jl")
include("scopedvalues.jl")
include("asyncmap.jl")
include("extras.jl")
include("logging.jl")
include("deprecated.jl")
include("binaryplatforms.jl")
include("fastmath.jl")
include("cmd.jl")
include("client.jl")
include("codeshow.jl")
include("callshow.jl")
include("startup.jl")
include("warmup.jl")
include("uuid.jl")
include("loading.jl")
# <<< C

end
