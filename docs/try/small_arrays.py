"""What dlpulint's ONNX reader uses of NumPy, on arrays of at most 64 elements.

The page has this module as `numpy`: the whole one would be more to load than all the rest.
"""

from itertools import product
from math import prod


def _axes(axes, rank):
    if isinstance(axes, int):
        axes = (axes,)
    return tuple(_axis(axis, rank) for axis in axes)


def _axis(axis, rank):
    if not -rank <= axis < rank:
        raise IndexError(f"axis {axis} is out of bounds for rank {rank}")
    return axis % rank


class Array:
    """Elements of any kind in row-major order, and a shape."""

    def __init__(self, numbers, shape):
        self.numbers, self.shape = list(numbers), tuple(shape)

    ndim = property(lambda self: len(self.shape))
    size = property(lambda self: len(self.numbers))

    def ravel(self):
        """The elements in one dimension."""
        return Array(self.numbers, (self.size,))

    def tolist(self):
        """Lists in lists."""
        if self.ndim == 0:
            return self.numbers[0]
        if self.ndim == 1:
            return list(self.numbers)
        return [self[place].tolist() for place in range(self.shape[0])]

    def reshape(self, *shape):
        """The elements in another shape; -1 is what is left."""
        sizes = list(shape[0]) if len(shape) == 1 and not isinstance(shape[0], int) else list(shape)
        if sizes.count(-1) > 1 or min(sizes, default=0) < -1:
            raise ValueError("cannot reshape")
        if -1 in sizes:
            rest = prod(size for size in sizes if size != -1)
            if not rest or self.size % rest:
                raise ValueError("cannot reshape")
            sizes[sizes.index(-1)] = self.size // rest
        if prod(sizes) != self.size:
            raise ValueError("cannot reshape")
        return Array(self.numbers, sizes)

    def squeeze(self, axes=None):
        """Without axes of size 1."""
        if axes is None:
            return Array(self.numbers, [size for size in self.shape if size != 1])
        axes = _axes(axes, self.ndim)
        if any(self.shape[axis] != 1 for axis in axes):
            raise ValueError("cannot squeeze")
        return Array(self.numbers, [s for a, s in enumerate(self.shape) if a not in axes])

    def _at(self, places):
        flat = 0
        for place, size in zip(places, self.shape, strict=True):
            flat = flat * size + place
        return self.numbers[flat]

    def transpose(self, axes=None):
        """With the axes in another order; reversed unless stated."""
        axes = tuple(reversed(range(self.ndim))) if axes is None else _axes(axes, self.ndim)
        if sorted(axes) != list(range(self.ndim)):
            raise ValueError("axes do not match")
        shape = [self.shape[axis] for axis in axes]
        back = [axes.index(axis) for axis in range(self.ndim)]
        cells = product(*map(range, shape))
        return Array([self._at([cell[place] for place in back]) for cell in cells], shape)

    def take(self, indices, axis):
        """The parts at some indices of an axis."""
        axis = _axis(axis, self.ndim)
        size = self.shape[axis]
        chosen = []
        for index in indices.numbers:
            if not -size <= index < size:
                raise IndexError("out of bounds")
            chosen.append(int(index) % size)
        before, after = self.shape[:axis], self.shape[axis + 1 :]
        numbers = [
            self._at((*left, index, *right))
            for left in product(*map(range, before))
            for index in chosen
            for right in product(*map(range, after))
        ]
        return Array(numbers, (*before, *indices.shape, *after))

    def __getitem__(self, parts):
        if isinstance(parts, int):
            step = prod(self.shape[1:])
            return Array(self.numbers[parts * step : (parts + 1) * step], self.shape[1:])
        ranges = [range(*part.indices(size)) for part, size in zip(parts, self.shape, strict=True)]
        return Array([self._at(cell) for cell in product(*ranges)], [len(r) for r in ranges])

    def __setitem__(self, part, numbers):
        self.numbers[part] = list(numbers)

    def nonzero(self):
        """Positions of the elements that are true, an axis each."""
        cells = [c for c in product(*map(range, self.shape)) if self._at(c)]
        return tuple([cell[axis] for cell in cells] for axis in range(self.ndim))


def empty(count, dtype=None):
    """An array to fill."""
    return Array([None] * count, (count,))


def asarray(value, dtype=None):
    """An array of a value, unless it is one."""
    if isinstance(value, Array):
        return value
    if isinstance(value, (list, tuple)):
        return array(value)
    return Array([value], ())


def array(value, dtype=None):
    """An array of lists in lists."""
    if not isinstance(value, (list, tuple)):
        return asarray(value)
    parts = [array(part) for part in value]
    inner = parts[0].shape if parts else ()
    return Array([n for part in parts for n in part.numbers], (len(parts), *inner))


def expand_dims(data, axes):
    """An array with further axes of size 1."""
    axes = (axes,) if isinstance(axes, int) else axes
    rank = data.ndim + len(axes)
    places = _axes(axes, rank)
    if len(set(places)) < len(places):
        raise ValueError("repeated axis")
    rest = iter(data.shape)
    return Array(data.numbers, [1 if place in places else next(rest) for place in range(rank)])


def concatenate(parts, axis):
    """The arrays one after the other along an axis."""
    axis = _axis(axis, parts[0].ndim)
    before, after = parts[0].shape[:axis], parts[0].shape[axis + 1 :]
    if any(
        p.ndim != parts[0].ndim or p.shape[:axis] != before or p.shape[axis + 1 :] != after
        for p in parts
    ):
        raise ValueError("shapes do not match")
    numbers = [
        part._at((*left, index, *right))
        for left in product(*map(range, before))
        for part in parts
        for index in range(part.shape[axis])
        for right in product(*map(range, after))
    ]
    return Array(numbers, (*before, sum(part.shape[axis] for part in parts), *after))


def broadcast_shapes(*shapes):
    """The shape that all of them extend to."""
    rank = max(map(len, shapes), default=0)
    result = [1] * rank
    for shape in shapes:
        for place, size in enumerate(shape, rank - len(shape)):
            if size != 1:
                if result[place] not in (1, size):
                    raise ValueError("shape mismatch")
                result[place] = size
    return tuple(result)


def broadcast_to(data, shape):
    """An array that repeats its elements in a larger shape."""
    if broadcast_shapes(data.shape, shape) != tuple(shape):
        raise ValueError("cannot broadcast")
    lead = len(shape) - data.ndim
    cells = product(*map(range, shape))
    numbers = [
        data._at(
            [0 if size == 1 else place for place, size in zip(cell[lead:], data.shape, strict=True)]
        )
        for cell in cells
    ]
    return Array(numbers, shape)


def tile(data, repeats):
    """An array repeated along each axis."""
    rank = max(data.ndim, len(repeats))
    shape = (1,) * (rank - data.ndim) + data.shape
    repeats = [1] * (rank - len(repeats)) + list(repeats)
    data = Array(data.numbers, shape)
    out = [size * count for size, count in zip(shape, repeats, strict=True)]
    cells = product(*map(range, out))
    return Array(
        [data._at([p % s for p, s in zip(cell, shape, strict=True)]) for cell in cells], out
    )


class frompyfunc:
    """A function of elements as one of arrays."""

    def __init__(self, function, inputs, outputs):
        self.function = function

    def __call__(self, *operands):
        """The results for operands that are broadcast to a common shape."""
        shape = broadcast_shapes(*(one.shape for one in operands))
        spread = [broadcast_to(one, shape).numbers for one in operands]
        return Array([self.function(*numbers) for numbers in zip(*spread, strict=True)], shape)

    def reduce(self, data, axis, keepdims=True):
        """The results along an axis, each of two and then of that and the next; keeps the axis."""
        before, after = data.shape[:axis], data.shape[axis + 1 :]
        numbers = []
        for left in product(*map(range, before)):
            for right in product(*map(range, after)):
                row = [data._at((*left, place, *right)) for place in range(data.shape[axis])]
                total = row[0]
                for number in row[1:]:
                    total = self.function(total, number)
                numbers.append(total)
        return Array(numbers, (*before, 1, *after))


ndarray, int64 = Array, int


class errstate:
    """Nothing here warns of infinite numbers."""

    def __init__(self, all):
        pass

    def __enter__(self):
        pass

    def __exit__(self, *_):
        pass
