# Operations on big integers that write their result into a number already there: `Base.GMP.MPZ`, by the names of the GMP
# library (`add!(r, a, b)` is r := a + b, `add!(a, b)` is a := a + b; `_ui` and `_si` take a machine integer).
module MPZ

using ..GMP: BigInt

# The number `r` becomes `x`.
function set!(r::BigInt, x::BigInt)
    fresh = x + zero(BigInt) # digits are never shared
    r.size = fresh.size
    r.d = fresh.d
    return r
end
set_ui!(r::BigInt, x) = set!(r, BigInt(Culong(x)))
set_si!(r::BigInt, x) = set!(r, BigInt(Clong(x)))
set(x::BigInt) = set!(BigInt(), x)
set_ui(x) = BigInt(Culong(x))
set_si(x) = BigInt(Clong(x))

for (name, op) in ((:add, :+), (:sub, :-), (:mul, :*), (:tdiv_q, :div), (:tdiv_r, :rem), (:fdiv_q, :fld), (:fdiv_r, :mod),
                   (:and, :&), (:ior, :|), (:xor, :xor), (:gcd, :gcd), (:lcm, :lcm))
    change = Symbol(name, :!)
    @eval begin
        $change(r::BigInt, a::BigInt, b::BigInt) = set!(r, $op(a, b))
        $change(a::BigInt, b::BigInt) = $change(a, a, b)
        $name(a::BigInt, b::BigInt) = $op(a, b)
    end
end
for (name, op) in ((:add_ui, :+), (:sub_ui, :-), (:mul_ui, :*), (:mul_si, :*), (:pow_ui, :^), (:mul_2exp, :<<), (:fdiv_q_2exp, :>>))
    change = Symbol(name, :!)
    @eval begin
        $change(r::BigInt, a::BigInt, b) = set!(r, $op(a, b))
        $change(a::BigInt, b) = $change(a, a, b)
        $name(a::BigInt, b) = $op(a, b)
    end
end
for (name, op) in ((:neg, :-), (:com, :~), (:sqrt, :isqrt))
    change = Symbol(name, :!)
    @eval begin
        $change(r::BigInt, a::BigInt) = set!(r, $op(a))
        $change(a::BigInt) = $change(a, a)
        $name(a::BigInt) = $op(a)
    end
end

end
