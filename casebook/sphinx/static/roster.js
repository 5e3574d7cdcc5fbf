/* The duty roster itself: pure functions, the same answer to the same question every time.
   One cadre a day, none two days running, none on a day off. A day is a number from 0, and
   its weekday is that number modulo 7. */
(function () {
  "use strict";
  const WEEK = 7;

  /* Who could be on duty each day: `off[person][weekday]` is true on a day off. */
  function available(off, days) {
    return Array.from({ length: days }, (_, day) =>
      off.map((_, person) => person).filter((person) => !off[person][day % WEEK]));
  }

  /* Of those available, who could be on duty each day with the days before it done. */
  function reachable(able) {
    const reach = [];
    able.forEach((people, day) => {
      reach.push(day === 0 ? people : people.filter((person) => reach[day - 1].some((other) => other !== person)));
    });
    return reach;
  }

  /* Of those available, with whom the days from then on can still be done. */
  function finishing(able) {
    return reachable([...able].reverse()).reverse();
  }

  /* Why it cannot be done: {kind: "nobody", day} where all are off, else {kind: "forced", days,
     people}: on each of those days one is left, and on the last it is who was on the day before. */
  function obstacle(able) {
    const nobody = able.findIndex((people) => people.length === 0);
    if (nobody >= 0) return { kind: "nobody", day: nobody };
    const reach = reachable(able);
    const last = reach.findIndex((people) => people.length === 0);
    if (last < 0) return null;
    let first = last - 1;
    while (able[first].length > 1) first -= 1; // back to the day that days off alone leave to one
    const days = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return { kind: "forced", days, people: days.map((day) => (day === last ? able[day] : reach[day])[0]) };
  }

  /* Returns {duty: a person a day} or {why}. Of those with whom the rest can be done, who has
     been on duty least is next, then who has been off longest, then who stands first. */
  function plan(off, days) {
    const able = available(off, days);
    const why = obstacle(able);
    if (why) return { why };
    const finish = finishing(able);
    const times = off.map(() => 0);
    const last = off.map(() => -1);
    const duty = [];
    for (let day = 0; day < days; day += 1) {
      const choice = finish[day].filter((person) => day === 0 || person !== duty[day - 1]);
      const next = choice.reduce((best, person) =>
        (times[person] - times[best] || last[person] - last[best] || person - best) < 0 ? person : best);
      duty.push(next);
      times[next] += 1;
      last[next] = day;
    }
    return { duty, times };
  }

  window.casebookRoster = { plan };
})();
