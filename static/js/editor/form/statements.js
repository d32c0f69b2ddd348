// Acts on whole statements, which take what the form remembers of them along.
import * as edits from "../model/statements.js";
import { newCard, titleOf } from "./card.js";

const BLANK = {
  identity: { Effect: "Allow", Action: [], Resource: [] },
  trust: { Effect: "Allow", Principal: {}, Action: "sts:AssumeRole" },
  resource: { Effect: "Allow", Principal: {}, Action: [], Resource: [] },
};

export function statementActs(c, host) {
  const focus = (index, selector = ".statement-open") =>
    (host.querySelector(`[data-statement="${index}"] ${selector}`) ?? host.querySelector("[data-add-statement]"))?.focus();
  const name = (index) => titleOf(c, c.view.statements[index]);

  // What is remembered changes first: the text, once changed, draws the form.
  const act = (edit, told, values, change) => {
    const before = [...c.cards];
    change(c.cards);
    if (!c.act(edit, told, values)) c.cards = before;
  };
  const append = (values) => {
    const index = c.view.statements.length;
    const change = (cards) => {
      for (const card of cards) card.isOpen = false;
      cards.push(...values.map((_, place) => newCard(place === 0)));
    };
    act((view) => edits.addStatements(view, values), "addedStatement", { count: values.length }, change);
    focus(index);
  };
  return {
    append,
    add: () => append([BLANK[c.kind] ?? BLANK.identity]),
    remove(index) {
      act((view) => edits.removeStatement(view, index), "removed", { name: name(index) }, (cards) => cards.splice(index, 1));
      focus(Math.min(index, c.view.statements.length - 1));
    },
    duplicate(index) {
      act((view) => edits.duplicateStatement(view, index), "addedStatement", { count: 1 }, (cards) => cards.splice(index + 1, 0, newCard(true)));
      focus(index + 1);
    },
    move(index, by) {
      const held = document.activeElement;
      const shift = (cards) => cards.splice(0, cards.length, ...edits.movedBy(cards, index, by));
      act((view) => edits.moveStatement(view, index, by), "moved", { name: name(index), number: index + by + 1 }, shift);
      // Its card went along, and lost the focus on the way.
      if (host.contains(held)) held.focus();
    },
    reveal(offset) {
      const index = c.view.statements.findIndex((one) => one.offset <= offset && offset < one.end);
      if (index < 0) return false;
      c.cards[index].isOpen = true;
      c.draw();
      focus(index);
      host.querySelector(`[data-statement="${index}"]`).scrollIntoView({ block: "nearest" });
      return true;
    },
  };
}
