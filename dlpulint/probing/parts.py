"""Parts of a target: kits of a bounded number of models, each with the controls."""

from collections.abc import Mapping


class Parts:
    """The models of kits, filled one after another."""

    def __init__(self, controls: Mapping[str, bytes], most: int) -> None:
        self._controls = controls
        self._most = most
        self.files = [dict(controls)]
        """Models by file, of each kit."""

    def add(self, models: Mapping[str, bytes]) -> int:
        """The number of the kit that the models of a probe are put into, from 1."""
        if len({*self.files[-1], *models}) > self._most:
            self.files.append(dict(self._controls))
        self.files[-1].update(models)
        return len(self.files)
