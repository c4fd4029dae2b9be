mutable struct Node
    value::Int
    next::Union{Node, Nothing}
end
function build(n)
    head = nothing
    for i in 1:n
        head = Node(i, head)
    end
    head
end
function total(node)
    s = 0
    while node !== nothing
        s += node.value
        node = node.next
    end
    s
end
println(total(build(1000)))
function churn(n)
    kept = Any[]
    for i in 1:n
        garbage = [i, i + 1, i + 2]
        i % 100 == 0 && push!(kept, string(sum(garbage)))
    end
    kept
end
println(churn(1000))
finalized = Ref(0)
mutable struct Resource
    id::Int
    function Resource(id)
        r = new(id)
        finalizer(r -> (finalized[] += 1), r)
    end
end
r = Resource(1)
finalize(r)
println(finalized[])
make() = (Resource(2); nothing)
make()
GC.gc()
println(finalized[] >= 1)
d = Dict{String, Vector{Int}}()
for i in 1:300
    push!(get!(() -> Int[], d, string(i % 7)), i)
end
println(sum(length, values(d)), " ", sum(sum, values(d)), " ", d["3"][1:3])
GC.gc()
println(d["3"][1:3], " ", length(d))
s = ""
for i in 1:50
    global s *= string(i)
end
println(length(s), " ", s[1:12])
w = WeakRef(d)
println(w.value === d)
x = [rand_like for rand_like in (i * 7919 % 101 for i in 1:100)]
println(issorted(sort(x)), " ", sum(x))
GC.@preserve x begin
    p = pointer(x)
    println(unsafe_load(p), " ", unsafe_load(p, 2))
end
t = ntuple(i -> [i], 5)
GC.gc()
println(t, " ", Base.summarysize([1, 2, 3]) > 24)
