// The bar offers what can be done with the language of the open tab.
"use strict";
{
  const { form, look } = window.newsStory;
  const steps = [...form.querySelectorAll(".bar [data-language]")];

  const offer = () => {
    for (const step of steps) {
      const isOther = step.dataset.language !== form.dataset.language;
      // What is on the page already need not be published again.
      const isDone = "needsChanges" in step.dataset && !("unsaved" in form.dataset);
      step.hidden = isOther || isDone;
    }
  };

  form.addEventListener("language:opened", offer);
  form.addEventListener("story:looked", offer);
  offer();
  look();
}
