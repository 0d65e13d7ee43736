// The filters of --format html. What is found stands in the page; this only hides and shows it. The state is the address'
// fragment, #severity=error&q=keyfile, so that it can be passed on. Comments are whole lines: the build leaves them out.
"use strict";
(() => {
	const form = document.getElementById("filters");
	if (!form)
		return;
	const names = ["group", "rule", "deployment", "file"];
	const all = Array.from(document.querySelectorAll(".finding"), (element) => ({
		element,
		severity: element.dataset.severity,
		group: element.dataset.group,
		rule: element.dataset.rule,
		deployment: element.closest("[data-deployment]").dataset.deployment,
		file: element.closest("[data-file]").dataset.file,
		text: null,
	}));
	const severities = Array.from(form.querySelectorAll("[name=severity]"));
	const search = form.elements.q;
	const shown = document.getElementById("shown");

	for (const name of names) {
		const counts = new Map();
		for (const one of all)
			counts.set(one[name], (counts.get(one[name]) || 0) + 1);
		for (const value of Array.from(counts.keys()).sort()) {
			const option = document.createElement("option");
			option.value = value;
			option.textContent = value + " (" + counts.get(value) + ")";
			form.elements[name].append(option);
		}
	}

	// Names count too, and are looked at in small letters.
	const textOf = (one) => {
		if (one.text === null)
			one.text = [one.element.textContent, one.file, one.deployment, one.group].join("\n").toLowerCase();
		return one.text;
	};

	const state = () => {
		const found = new URLSearchParams();
		const wanted = severities.filter((box) => box.checked).map((box) => box.value);
		if (wanted.length !== severities.length)
			found.set("severity", wanted.join(","));
		for (const name of names)
			if (form.elements[name].value)
				found.set(name, form.elements[name].value);
		if (search.value.trim())
			found.set("q", search.value.trim());
		return found;
	};

	const show = () => {
		const wanted = new Set(severities.filter((box) => box.checked).map((box) => box.value));
		const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
		let count = 0;
		for (const one of all) {
			const is = wanted.has(one.severity) &&
				names.every((name) => !form.elements[name].value || form.elements[name].value === one[name]) &&
				(!words.length || words.every((word) => textOf(one).includes(word)));
			one.element.hidden = !is;
			count += is;
		}
		for (const part of document.querySelectorAll(".file, .deployment"))
			part.hidden = !part.querySelector(".finding:not([hidden])");
		shown.textContent = (count === all.length ? "" : count + " of ") + all.length + (all.length === 1 ? " finding" : " findings");
	};

	// A value that is not on the page is offered all the same: else nothing would say why nothing is shown.
	const choose = (select, value) => {
		if (value && !Array.from(select.options).some((option) => option.value === value)) {
			const option = document.createElement("option");
			option.value = option.textContent = value;
			select.append(option);
		}
		select.value = value;
	};

	const isState = (fragment) => /^[a-z]+=/.test(fragment);

	const read = (fragment) => {
		const given = new URLSearchParams(fragment);
		const wanted = given.has("severity") ? given.get("severity").split(",") : null;
		for (const box of severities)
			box.checked = !wanted || wanted.includes(box.value);
		for (const name of names)
			choose(form.elements[name], given.get(name) || "");
		search.value = given.get("q") || "";
	};

	// A link leads to what is hidden or folded: then that is shown.
	const follow = () => {
		const fragment = location.hash.slice(1);
		if (isState(fragment))
			read(fragment);
		show();
		const target = !isState(fragment) && fragment ? document.getElementById(fragment) : null;
		const fold = target && target.closest("details:not([open])");
		if (fold)
			fold.open = true;
		if (target && target.closest("[hidden]")) {
			read("");
			show();
		} else if (!fold) {
			return;
		}
		target.scrollIntoView();
	};

	const changed = () => {
		const fragment = state().toString();
		history.replaceState(null, "", fragment ? "#" + fragment : location.pathname + location.search);
		show();
	};

	form.addEventListener("input", changed);
	form.addEventListener("submit", (event) => event.preventDefault());
	form.addEventListener("reset", () => setTimeout(changed));
	addEventListener("hashchange", follow);
	addEventListener("keydown", (event) => {
		if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea"))
			return;
		event.preventDefault();
		search.focus();
	});

	// Paper has nothing to click.
	let closed = [];
	addEventListener("beforeprint", () => {
		closed = Array.from(document.querySelectorAll("details:not([open])"));
		for (const one of closed)
			one.open = true;
	});
	addEventListener("afterprint", () => {
		for (const one of closed)
			one.open = false;
	});

	form.hidden = false;
	follow();
})();
