"""
A compartment model of an epidemic: susceptible, infected and recovered shares of a population, integrated with the
classical Runge–Kutta method. Small, but with the things that make images interesting: parametric types, operators on
them, closures, keyword arguments, and a workload that says what is to be compiled.
"""
module Epidemic

export SIR, State, simulate, peak, describe

struct State{T<:Real}
    susceptible::T
    infected::T
    recovered::T
end
Base.:+(a::State, b::State) =
    State(a.susceptible + b.susceptible, a.infected + b.infected, a.recovered + b.recovered)
Base.:*(k::Real, s::State) = State(k * s.susceptible, k * s.infected, k * s.recovered)

"Rates per day: infection by contact, and recovery."
struct SIR
    contact::Float64
    recovery::Float64
end

function slope(m::SIR, s::State)
    infections = m.contact * s.susceptible * s.infected
    recoveries = m.recovery * s.infected
    return State(-infections, infections - recoveries, recoveries)
end

function step(f, s::State, h::Real)
    k1 = f(s)
    k2 = f(s + (h / 2) * k1)
    k3 = f(s + (h / 2) * k2)
    k4 = f(s + h * k3)
    return s + (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4)
end

"The states from day 0 on, one for each step of `h` days."
function simulate(m::SIR; days::Int = 120, h::Float64 = 0.25, infected::Float64 = 0.001)
    states = [State(1.0 - infected, infected, 0.0)]
    for _ in 1:round(Int, days / h)
        push!(states, step(s -> slope(m, s), states[end], h))
    end
    return states
end

"The greatest share infected at once, and the day on which it was."
function peak(states::Vector{<:State}; h::Float64 = 0.25)
    share, i = findmax(s -> s.infected, states)
    return (share = share, day = (i - 1) * h)
end

"""
    describe(m::SIR; digits = 4, options...)

The peak in words. `options` are those of `simulate`.
"""
function describe(m::SIR; digits::Int = 4, options...)
    r = peak(simulate(m; options...))
    return string(round(r.share; digits), " on day ", r.day)
end

# The workload: what is called here, and what that calls, is compiled into the image.
describe(SIR(0.4, 0.1))
precompile(simulate, (SIR,))

end
