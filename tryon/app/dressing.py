"""What is worn: from a click on a swatch to a look for the engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import ClassVar

from tryon.app.board import Board
from tryon.app.parts import Parts
from tryon.app.state import Notice, NoticeKind, Worn
from tryon.app.steps import Steps
from tryon.catalogue.product import Liner, Product, find_product, is_pencil, line_with
from tryon.core.layer import Layer
from tryon.core.scene import Need, Scene
from tryon.core.seams import Effect
from tryon.effects.blend import Blend
from tryon.engine import Look
from tryon.settings import Settings


class Dressing:
    """Keeps what is worn, and hands on the look that follows from it.

    Parameters
    ----------
    board : Board
    parts : Parts
    put_on : callable
        Takes each new look, on the thread that chose it.
    clothes : callable
        Gives what is worn beside make-up.
    steps : Steps
        What was worn before: in the products as they are now.
    """

    def __init__(
        self,
        board: Board,
        parts: Parts,
        put_on: Callable[[Look], None],
        clothes: Callable[[], Look],
        steps: Steps,
    ) -> None:
        self._board, self._parts, self._put_on = board, parts, put_on
        self._clothes, self._steps = clothes, steps
        self._own_look: Look = ()
        self._trial: Look | None = None

    @property
    def look(self) -> Look:
        """What is worn now; nothing while a chart is looked for."""
        state = self._board.state
        if state.is_calibrating:
            return ()
        worn = (*self._lips(), *self._clothes())
        # "Before" is the same look without a coat: lips and bodies are followed all the
        # while, so that "after" is there at once.
        return tuple(map(_without_coat, worn)) if state.is_before else worn

    def _lips(self) -> Look:
        state = self._board.state
        if self._trial is not None:
            return self._trial
        if state.has_own_look:
            return self._own_look
        return () if state.worn.product is None else self._parts.dress(state.worn)

    def put_on(self) -> None:
        """Hand on the look once more: what is worn beside make-up has changed."""
        self._put_on(self.look)

    def wear_look(self, look: Look) -> None:
        """Wear a look from outside instead of a product, until one is chosen."""
        self._own_look = look
        self._board.change(has_own_look=True)
        self._put_on(self.look)

    def wear(self, product: Product | None) -> None:
        """Put on a product as it is sold; None bares the lips.

        A second colour and a liner that were chosen beside a product stay for the next, unless
        it has its own. A pencil lines the lips that wear something.
        """
        worn, sold = self._board.state.worn, as_sold(product)
        is_worn = worn.product is not None and not is_pencil(worn.product)
        if product is not None and is_pencil(product) and is_worn and not self._own_look:
            self.line(line_with(product))
            return
        self._own_look = ()
        self._dress(_with_chosen(sold, worn))
        self._board.remember(product=product.id if product else None, finish=None, coats=None)
        self._remember_chosen()

    def wear_again(self, worn: Worn) -> None:
        """Put on something as it was worn once, with all that was chosen beside it."""
        self._own_look = ()
        self._dress(worn)

    def try_on(self, look: Look | None) -> None:
        """Show a look that is still being made; None goes back to what is worn."""
        self._trial = look
        self._put_on(self.look)

    def leave_bare(self, worn: Worn | None) -> None:
        """Follow the lips as `worn` asks, but leave them for others to paint; None ends it."""
        bare = None if worn is None else tuple(map(_without_coat, self._parts.dress(worn)))
        self.try_on(bare)

    def choose_finish(self, finish: str) -> None:
        """Try the shade in another finish."""
        worn = replace(self._board.state.worn, finish=finish)
        self._dress(worn)
        is_as_sold = worn.product is not None and worn.product.finish == finish
        self._board.remember(finish=None if is_as_sold else finish)

    def choose_coats(self, coats: float) -> None:
        """Put on more or less."""
        self._dress(replace(self._board.state.worn, coats=coats))
        self._board.remember(coats=coats)

    def blend(self, blend: Blend | None, second: Product | None) -> None:
        """Let a second colour share the lips; None is one colour again."""
        if blend in (Blend.TWO_TONE, Blend.SHIFT) and second is None:
            raise ValueError(f"{blend} needs a second colour")
        self._dress(replace(self._board.state.worn, blend=blend, second=second))
        self._remember_chosen()

    def line(self, liner: Liner | None) -> None:
        """Line the lips, or not."""
        self._dress(replace(self._board.state.worn, liner=liner))
        self._remember_chosen()

    def _remember_chosen(self) -> None:
        """Remember a second colour and a liner, unless they are those of the product."""
        worn = self._board.state.worn
        sold = as_sold(worn.product)
        blend, second, liner = worn.blend, worn.second, worn.liner
        if (blend, second) == (sold.blend, sold.second):
            blend = second = None
        if liner == sold.liner:
            liner = None
        self._board.remember(
            blend=blend.value if blend else None,
            second=second.id if second else None,
            has_liner=liner is not None,
        )
        if liner is not None:
            self._board.remember(
                liner_product=liner.product.id if liner.product else None,
                liner_width_mm=liner.width_mm,
                liner_softness=liner.softness,
            )

    def show_before(self, is_before: bool) -> None:
        """Bare the lips for as long as somebody wants to compare."""
        if is_before != self._board.state.is_before:
            self._board.change(is_before=is_before)
            self._put_on(self.look)

    def follow_catalogue(self) -> None:
        """Take over what was changed in the files of products, and tell what is wrong there."""
        catalogue = self._parts.new_catalogue()
        if catalogue is None:
            return
        board = self._board
        board.change(products=catalogue.products)
        if catalogue.faults:
            first = catalogue.faults[0]
            more = len(catalogue.faults) - 1
            hint = f"{first} (+{more})" if more else str(first)
            board.notify(Notice(NoticeKind.CATALOGUE_FAULT, hint, first.path))
        else:
            board.dismiss(NoticeKind.CATALOGUE_FAULT)
        self._steps.renew(lambda worn: _renewed(worn, catalogue.products))
        worn = _renewed(board.state.worn, catalogue.products)
        if worn != board.state.worn:
            self._dress(worn)

    def _dress(self, worn: Worn) -> None:
        self._board.change(worn=worn, has_own_look=bool(self._own_look))
        self._board.dismiss(NoticeKind.EFFECT_OFF)
        self._put_on(self.look)


def remembered(settings: Settings, products: Mapping[str, Product]) -> Worn:
    """Put on what was worn last, or the first product if that has left the catalogue."""
    product = products.get(settings.product or "")
    worn = as_sold(product or next(iter(products.values()), None))
    if product is not None:
        coats = worn.coats if settings.coats is None else settings.coats
        worn = replace(worn, finish=settings.finish or worn.finish, coats=coats)
    blend = Blend(settings.blend) if settings.blend else None
    second = find_product(products, settings.second or "")
    if settings.second and second is None:
        blend = None  # its colour has left the catalogue
    elif blend is not Blend.OMBRE and second is None:
        blend = None
    if blend is not None:
        worn = replace(worn, blend=blend, second=second)
    if settings.has_liner:
        pencil = find_product(products, settings.liner_product or "")
        width_mm, softness = settings.liner_width_mm, settings.liner_softness
        worn = replace(worn, liner=Liner(pencil, width_mm, softness))
    return worn


def _renewed(worn: Worn, products: Mapping[str, Product]) -> Worn:
    """Take over what a catalogue says now of what is worn; what the person chose stays."""

    def now(old: Product | None) -> Product | None:
        return old and (find_product(products, old.id) or old)

    product = now(worn.product)
    sold, was = as_sold(product), as_sold(worn.product)
    liner = worn.liner and replace(worn.liner, product=now(worn.liner.product))
    is_own = (worn.blend, worn.second) == (was.blend, was.second)
    return replace(
        worn,
        product=product,
        finish=sold.finish if worn.finish == was.finish else worn.finish,
        coats=sold.coats if worn.coats == was.coats else worn.coats,
        blend=sold.blend if is_own else worn.blend,
        second=sold.second if is_own else now(worn.second),
        liner=sold.liner if worn.liner == was.liner else liner,
    )


def as_sold(product: Product | None) -> Worn:
    """Wear `product` in the finish and with the coats that its maker means."""
    if product is None:
        return Worn()
    coats = float(product.wear.get("coats", 1.0))
    blend, second, liner = product.blend, product.second, product.liner
    return Worn(product, product.finish, coats, blend, second, liner)


def _with_chosen(sold: Worn, worn: Worn) -> Worn:
    """Keep the second colour and the liner that somebody chose, where a product has none."""
    was = as_sold(worn.product)
    if sold.blend is None and (worn.blend, worn.second) != (was.blend, was.second):
        sold = replace(sold, blend=worn.blend, second=worn.second)
    if sold.liner is None and worn.liner != was.liner:
        sold = replace(sold, liner=worn.liner)
    return sold


@dataclass(frozen=True, slots=True)
class _Undressed:
    """Shows nothing, and goes on following the body that it could dress."""

    name: ClassVar[str] = "undressed"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.BODY})

    def memory(self) -> None:
        """Remember nothing."""

    def layers(self, scene: Scene, memory: None) -> Sequence[Layer]:
        """Show nothing."""
        return ()


def _without_coat(effect: Effect) -> Effect:
    """Take `effect` off but keep what it needs: whom it dresses goes on being followed."""
    if "coats" in (knob.name for knob in fields(effect)):  # type: ignore[arg-type]
        return replace(effect, coats=0.0)  # type: ignore[type-var]
    return effect if Need.LIPS in effect.needs else _Undressed()
