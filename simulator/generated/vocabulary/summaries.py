"""Sentences of summaries, as patterns over the words of titles and names."""

from __future__ import annotations

SHOW_OPENINGS = {
    "Scripted": (
        "When {given} {family} inherits a {noun_} in {place}, an old {abstract_} comes back to life.",
        "{given} {family} returns to {place} after ten years, and nobody is pleased to see the {noun_}.",
        "In {place}, a {adjective_} {noun_} and a retired {noun_} solve what the police won't.",
        "Two families, one {noun_} and a {adjective_} secret: {place} will never be the same.",
        "A young surgeon trades {place} for a clinic where {abstract_} is in short supply.",
    ),
    "Animation": (
        "{given} is ten, brave, and best friends with a {adjective_} {noun_}.",
        "Somewhere beyond {place}, a school for {noun_}s opens its doors to {given}.",
        "A {noun_} and a {noun_} share one flat, one bicycle and far too much {abstract_}.",
    ),
    "Reality": (
        "Twelve strangers move into {place} and try to restore a {adjective_} {noun_} in thirty days.",
        "{given} {family} helps families in {place} rebuild what the storm has taken.",
        "Home cooks compete for a {adjective_} {noun_} and a year's supply of {abstract_}.",
    ),
    "Documentary": (
        "Experts explore the {adjective_} world of {topic_}, from {place} to the far side of the sea.",
        "A journey through {topic_} with the historian {given} {family}.",
        "Cameras follow a {noun_} through four seasons in {place}.",
    ),
    "": (
        "{given} {family} and guests talk about {topic_}, {topic_} and the news of the day.",
        "Live from {place}: {topic_}, music and a {adjective_} conversation with {given} {family}.",
        "An hour of {topic_} with {given} {family}, every week from {place}.",
    ),
}

EPISODE_SENTENCES = (
    "{given} finds a {adjective_} {noun_} in {place} and can't keep it from {given}.",
    "{given} {family} asks the team to look for a missing {noun_}.",
    "A storm cuts off {place}, and {given} must choose between {abstract_} and {abstract_}.",
    "While {given} prepares for the {noun_} festival, {given} hears from an old friend.",
    "The trial of {given} {family} begins, and a witness changes the story.",
    "{given} tries to win back {given} with a {adjective_} {noun_}, which goes wrong at once.",
    "Nobody in {place} believes {given}, until the {noun_} stops at midnight.",
    "An unexpected visitor forces {given} to tell the truth about the {noun_}.",
    "{given} and {given} are stuck in a {noun_} with {topic_} as the only topic.",
    "A {adjective_} letter sends {given} back to {place}.",
    "The contestants face their hardest task yet: a {adjective_} {noun_} made of nothing but {abstract_}.",
    "{given} {family} visits {place} to learn about {topic_}.",
    "Tonight's guests are {given} {family} and {given} {family}, with music from the {adjective} {noun}s.",
    "The experts take apart a {noun_} from {place} and find a note inside.",
    "{given} makes a promise that {given} will regret.",
)
