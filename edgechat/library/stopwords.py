"""Words that say nothing about what a text is about, of a few languages. Left out of a query that has
others."""

from __future__ import annotations

_ENGLISH = """a about above after again all also am an and any are as at be because been before being below
between both but by can could did do does doing down during each few for from further had has have having he
her here hers him his how i if in into is it its itself just me might more most must my no nor not now of off
on once only or other our ours out over own same shall she should so some such than that the their theirs
them then there these they this those through to too under until up upon us very was we were what when where
which while who whom whose why will with within would you your yours tell please"""
_GERMAN = """aber als am an auch auf aus bei bin bis bist da damit das dass dein dem den der des die dies
diese dieser dir doch du durch ein eine einem einen einer eines er es für hat hatte ich ihr im in ist ja kann
mein mir mit nach nicht noch nur ob oder ohne sein sich sie sind so über um und uns unter vom von vor war was
wenn wer wie wird wir wo zu zum zur welche welcher welches"""
_FRENCH = """au aux avec ce ces cette dans de des du elle en est et eux il ils je la le les leur lui ma mais
me mes moi mon ne nos notre nous on ou par pas pour qu que quel quelle quels qui sa se ses son sont sur ta te
tes ton tu un une vos votre vous y été être quand comment pourquoi où"""
_SPANISH = """al como con cual cuál de del donde dónde el ella en entre era es esta está este esto la las le
lo los más mi muy no nos o para pero por porque que qué quien quién se ser si sin sobre son su sus también te
tu un una uno y ya cuando cuándo cómo"""

STOP_WORDS = frozenset(f"{_ENGLISH} {_GERMAN} {_FRENCH} {_SPANISH}".split())
