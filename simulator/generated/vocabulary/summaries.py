"""Sentences of summaries, as patterns over the words of titles and names.

A trailing underscore asks for the word in lower case. Types of shows that are not listed use those of ``OTHERS``.
"""

from __future__ import annotations

OTHERS = ""

SHOW_SENTENCES = {
    "Scripted": (
        "When {given} {family} inherits a {noun_} in {place}, an old {noun_} comes back to haunt the town.",
        "{given} {family} returns to {place} after ten years, and nobody is pleased to see the {noun_}.",
        "In {place}, a {adjective_} {noun_} and a retired {noun_} solve what the police won't.",
        "Two families, one {noun_} and a {adjective_} secret: {place} will never be the same.",
        "A young surgeon trades {place} for a clinic where {abstract_} is in short supply.",
        "{given} and {given} have shared everything since school, until {given} {family} moves in next door.",
        "By day {given} {family} repairs a {noun_}; by night, all of {place} is on the line.",
    ),
    "Animation": (
        "{given} is ten, brave, and best friends with a {adjective_} {noun_}.",
        "Somewhere beyond {place}, a school for young {noun_} riders opens its doors to {given}.",
        "A {noun_} and a {noun_} share one flat, one bicycle and far too much {abstract_}.",
        "The smallest {noun_} of {place} sets out to find the end of the rainbow.",
    ),
    "Reality": (
        "Twelve strangers move into {place} and try to restore a {adjective_} {noun_} in thirty days.",
        "{given} {family} helps families in {place} rebuild what the storm has taken.",
        "Home cooks compete for a {adjective_} {noun_} and a year's supply of {topic_}.",
        "Follow the crews of {place}, where a day without trouble is a day wasted.",
    ),
    "Documentary": (
        "Experts explore the {adjective_} world of {topic_}, from {place} to the far side of the sea.",
        "A journey through {topic_} with the historian {given} {family}.",
        "Cameras follow the people of {place} through four seasons.",
        "What do {topic_} and {topic_} have in common? {given} {family} has spent a life finding out.",
    ),
    OTHERS: (
        "{given} {family} and guests talk about {topic_}, {topic_} and the news of the day.",
        "Live from {place}: {topic_}, music and conversation with {given} {family}.",
        "An hour of {topic_} with {given} {family}, every week from {place}.",
    ),
}

_STORIES = (
    "{given} finds a {adjective_} {noun_} in {place} and can't keep it from {given}.",
    "{given} {family} asks for help: the {noun_} of {place} is missing.",
    "A storm cuts off {place}, and {given} must choose between {abstract_} and {abstract_}.",
    "While {given} prepares for the festival, {given} hears from an old friend.",
    "The trial of {given} {family} begins, and a witness changes the story.",
    "{given} tries to win back {given} with a {adjective_} {noun_}, which goes wrong at once.",
    "Nobody in {place} believes {given}, until the clocks stop at midnight.",
    "An unexpected visitor forces {given} to tell the truth about the {noun_}.",
    "{given} and {given} are stuck in a lift, with {topic_} as the only topic.",
    "A {adjective_} letter sends {given} back to {place}.",
    "{given} makes a promise that {given} will regret.",
    "At the wedding of {given} and {given}, somebody has hidden a {noun_}.",
    "{given} goes undercover as a {noun_} collector and meets {given} {family}.",
    "{given} loses a bet and has to run the {noun_} of {place} for a day.",
    "The past catches up with {given}, who once sold a {noun_} to {given} {family}.",
    "{given} learns that {abstract_} has a price, and {given} that it has none.",
    "Snow falls on {place}, and {given} tells {given} how it all began.",
    "A body is found near {place}; {given} {family} was the last to see it alive.",
)

EPISODE_SENTENCES = {
    "Scripted": _STORIES,
    "Animation": _STORIES,
    "Reality": (
        "The hardest task yet: a {adjective_} {noun_}, made out of nothing but {topic_}.",
        "{given} and {given} clash over a {adjective_} {noun_}, and one of them has to leave {place}.",
        "A family of five in {place} asks {given} to save their {noun_}.",
        "With two days left, the roof of the {noun_} gives way.",
        "Guest judge {given} {family} is hard to please when {topic_} are on the menu.",
        "{given} wins immunity, {given} loses patience.",
    ),
    "Documentary": (
        "{given} {family} visits {place} to learn about {topic_}.",
        "The experts take apart a {noun_} from {place} and find a note inside.",
        "How {topic_} came to {place}, and what they left behind.",
        "New finds near {place} change what is known about {topic_}.",
        "Letters of {given} {family} shed light on the {adjective_} years of {place}.",
    ),
    OTHERS: (
        "Tonight's guests are {given} {family} and {given} {family}, with music from the {adjective} {noun} Band.",
        "{given} {family} talks about {topic_}, and {given} {family} brings a {noun_}.",
        "A special from {place}, all about {topic_}.",
        "The final goes to the last question: {topic_}, or {topic_}?",
        "{given} {family} reports from {place} on {topic_}.",
    ),
}
