"""Captured lines and what is read in them, on Tuesday 24 November 2026 at 10:00 in Paris.

Columns: line | title ("=": the line itself) | due (day, perhaps year, perhaps time) | minutes | consequence (minor
units and currency, a number, or a word) | [pieces that are unsure]. Columns that are empty at the end are left out.
"""

from __future__ import annotations

FRENCH = r"""
# words of days
Finir le devis aujourd'hui | Finir le devis | 24/11
Finir le devis aujourd’hui | Finir le devis | 24/11
Finir le devis demain | Finir le devis | 25/11
Demain finir le devis | finir le devis | 25/11
DEMAIN finir le devis | finir le devis | 25/11
Finir le devis après-demain | Finir le devis | 26/11
Finir le devis apres demain | Finir le devis | 26/11
Finir le devis ce soir | Finir le devis | 24/11
Finir le devis cet après-midi | Finir le devis | 24/11
Finir le devis demain matin | Finir le devis | 25/11
Finir le devis demain soir | Finir le devis | 25/11
Finir le devis demain dans la matinée | Finir le devis | 25/11
Finir le devis ce matin | Finir le devis | 24/11
# weekdays
Dentiste mercredi | Dentiste | 25/11
Dentiste ce mercredi | Dentiste | 25/11
Dentiste jeudi matin | Dentiste | 26/11
Dentiste vendredi prochain | = |  |  |  | [vendredi prochain]
Dentiste lundi prochain | Dentiste | 30/11
Dentiste mardi prochain | Dentiste | 01/12
Dentiste mardi | = |  |  |  | [mardi]
Dentiste ce mardi | Dentiste | 24/11
Dentiste lundi en huit | Dentiste | 07/12
Dentiste vendredi en quinze | Dentiste | 11/12
Dentiste mercredi 25 | Dentiste | 25/11
Dentiste mercredi 25 novembre | Dentiste | 25/11
Dentiste jeudi 25 novembre | = |  |  |  | [jeudi 25 novembre]
Dentiste mardi 25 patients | = |  |  |  | [mardi]
Dentiste mardi 1er décembre | Dentiste | 01/12
Dentiste lun. 10h | Dentiste | 30/11 10:00
Dentiste lun. | Dentiste | 30/11
Dentiste mer 12h | Dentiste | 25/11 12:00
Dentiste mer. 25/11 | Dentiste | 25/11
Dentiste mer | = |  |  |  | [mer]
Dentiste ven. matin | Dentiste | 27/11
Dentiste ce lundi à 9h | Dentiste | 30/11 09:00
Dentiste le lundi 30 novembre | Dentiste | 30/11
# preposition
Devis pour vendredi | Devis | 27/11
Devis avant vendredi | Devis | 26/11
Devis avant vendredi 12h | Devis | 27/11 12:00
Devis d'ici vendredi | Devis | 27/11
Devis d’ici à vendredi | Devis | 27/11
Devis avant le 1er décembre | Devis | 30/11
Devis pour le 1er décembre | Devis | 01/12
Devis avant la fin du mois | Devis | 30/11
Devis avant le 5 | Devis | 04/12
Devis de lundi | = |  |  |  | [lundi]
Devis après lundi | = |  |  |  | [lundi]
Devis dès lundi | = |  |  |  | [lundi]
Devis jusqu'à lundi | = |  |  |  | [lundi]
Devis lundi ou mardi | = |  |  |  | [lundi] [mardi]
Devis lundi et jeudi | = |  |  |  | [lundi] [jeudi]
Du lundi au mercredi, stage | = |  |  |  | [lundi] [mercredi]
# distance
Relance dans 3 jours | Relance | 27/11
Relance dans trois jours | Relance | 27/11
Relance dans une semaine | Relance | 01/12
Relance dans 2 semaines | Relance | 08/12
Relance sous 10 jours | Relance | 04/12
Relance dans 8 jours | = |  |  |  | [dans 8 jours]
Relance dans 15 jours | = |  |  |  | [dans 15 jours]
Relance dans un mois | Relance | 24/12
Relance dans 3 mois | Relance | 24/02/27
Relance dans 1 an | Relance | 24/11/27
Relance dans 2 heures | Relance | 24/11 12:00
Relance dans 2h | Relance | 24/11 12:00
Relance dans 45 min | Relance | 24/11 10:45
Relance dans une demi-heure | Relance | 24/11 10:30
Relance dans 3 jours ouvrés | =
Relance la semaine prochaine | = |  |  |  | [la semaine prochaine]
Relance le mois prochain | = |  |  |  | [le mois prochain]
Relance cette semaine | = |  |  |  | [cette semaine]
# ends
Bilan fin du mois | Bilan | 30/11
Bilan fin de mois | Bilan | 30/11
Bilan à la fin du mois | Bilan | 30/11
Bilan fin novembre | Bilan | 30/11
Bilan fin janvier | Bilan | 31/01/27
Bilan fin d'année | Bilan | 31/12
Bilan fin de l'année | Bilan | 31/12
Bilan fin du mois prochain | Bilan | 31/12
Bilan fin de journée | Bilan | 24/11
Bilan fin de semaine | = |  |  |  | [fin de semaine]
# dates
Loyer 25/11 | Loyer | 25/11
Loyer le 25/11 | Loyer | 25/11
Loyer 01/12 | Loyer | 01/12
Loyer 25/11/2026 | Loyer | 25/11
Loyer 25/11/26 | Loyer | 25/11
Loyer 25.11.2026 | Loyer | 25/11
Loyer 25-11-2026 | Loyer | 25/11
Loyer 2026-11-25 | Loyer | 25/11
Loyer 3/4 | = |  |  |  | [3/4]
Loyer le 3/4 | Loyer | 03/04/27
Loyer 03/04 | Loyer | 03/04/27
Loyer 11/25 | = |  |  |  | [11/25]
Loyer 31/02 | =
Loyer 24/11 | Loyer | 24/11
Loyer 23/11 | = |  |  |  | [23/11]
Loyer 10/10/2026 | = |  |  |  | [10/10/2026]
Loyer 25 novembre | Loyer | 25/11
Loyer le 25 nov. | Loyer | 25/11
Loyer 25 nov. 2026 | Loyer | 25/11
Loyer le 1er décembre | Loyer | 01/12
Loyer 1er déc | Loyer | 01/12
Loyer 25 NOVEMBRE | Loyer | 25/11
Loyer 10 novembre | = |  |  |  | [10 novembre]
Loyer 29 février | = |  |  |  | [29 février]
Loyer 8 mai | Loyer | 08/05/27
Loyer 3 mars | Loyer | 03/03/27
Loyer 5 août 2027 | Loyer | 05/08/27
Loyer le 25 | = |  |  |  | [le 25]
# times
Appeler Paul à 14h | Appeler Paul | 24/11 14:00
Appeler Paul à 14 h 30 | Appeler Paul | 24/11 14:30
Appeler Paul demain 14h | Appeler Paul | 25/11 14:00
Appeler Paul demain à 14h30 | Appeler Paul | 25/11 14:30
Appeler Paul demain 14:30 | Appeler Paul | 25/11 14:30
Appeler Paul demain, 14 h 30 | Appeler Paul | 25/11 14:30
Appeler Paul 14h demain | Appeler Paul | 25/11 14:00
Appeler Paul à 9h | Appeler Paul | 25/11 09:00
Appeler Paul à 8h | Appeler Paul | 25/11 08:00
Appeler Paul demain a 9h | Appeler Paul | 25/11 09:00
Appeler Paul demain à 3h | Appeler Paul à 3h | 25/11 |  |  | [à 3h]
Appeler Paul demain après-midi à 3h | Appeler Paul | 25/11 15:00
Appeler Paul demain soir 8h | Appeler Paul | 25/11 20:00
Appeler Paul ce soir 20h | Appeler Paul | 24/11 20:00
Appeler Paul à midi | Appeler Paul | 24/11 12:00
Appeler Paul demain midi | Appeler Paul | 25/11 12:00
Appeler Paul demain à midi et demie | Appeler Paul | 25/11 12:30
Appeler Paul à midi 30 | Appeler Paul | 24/11 12:30
Appeler Paul avant midi | Appeler Paul | 24/11 12:00
Appeler Paul à minuit | Appeler Paul | 25/11 00:00
Appeler Paul demain minuit | Appeler Paul | 26/11 00:00
Appeler Paul vers 18h | Appeler Paul | 24/11 18:00
Appeler Paul avant 18h | Appeler Paul | 24/11 18:00
Appeler Paul 18h | Appeler Paul | 24/11 18:00
Appeler Paul 9h30 | Appeler Paul | 25/11 09:30
Appeler Paul 12h | = |  |  |  | [12h]
Appeler Paul 8h | = |  |  |  | [8h]
Appeler Paul 5h | = |  |  |  | [5h]
Appeler Paul demain 14h-15h30 | Appeler Paul 14h-15h30 | 25/11 |  |  | [14h-15h30]
Appeler Paul demain de 14h à 16h | Appeler Paul de 14h à 16h | 25/11 |  |  | [14h à 16h]
Appeler Paul à partir de 14h | = |  |  |  | [14h]
Aujourd'hui 9h appeler Paul | = |  |  |  | [Aujourd'hui] [9h]
Aujourd'hui 18h appeler Paul | appeler Paul | 24/11 18:00
# durations
Lire 45min | Lire |  | 45
Lire 45 min | Lire |  | 45
Lire 45 mn | Lire |  | 45
Lire 45' | Lire |  | 45
Lire 45 minutes | Lire |  | 45
Lire 90 minutes | Lire |  | 90
Lire 1h | Lire |  | 60
Lire 1 h | Lire |  | 60
Lire 1h30 | Lire |  | 90
Lire 1 h 30 | Lire |  | 90
Lire 1h 30min | Lire |  | 90
Lire 1,5 h | Lire |  | 90
Lire 1.5h | Lire |  | 90
Lire 2 heures | Lire |  | 120
Lire 2 heures 30 minutes | Lire |  | 150
Lire 2 heures et demie | Lire |  | 150
Lire deux heures | Lire |  | 120
Lire une heure | Lire |  | 60
Lire une heure et demie | Lire |  | 90
Lire une demi-heure | Lire |  | 30
Lire 1/2 h | Lire |  | 30
Lire ½ h | Lire |  | 30
Lire 1 1/2 h | Lire |  | 90
Lire 3/4 h | Lire |  | 45
Lire un quart d'heure | Lire |  | 15
Lire trois quarts d'heure | Lire |  | 45
Lire pendant 2h | Lire |  | 120
Lire pendant 8h | Lire |  | 480
Lire environ 20 min | Lire |  | 20
45 min de lecture | lecture |  | 45
1h d'anglais | anglais |  | 60
Réunion de 45 min | Réunion |  | 45
Lire 20-30 min | = |  |  |  | [20-30 min]
Lire 45m | = |  |  |  | [45m]
Lire 7' | = |  |  |  | [7']
Lire 48h | = |  |  |  | [48h]
Lire 2h demain | Lire | 25/11 | 120
Lire demain 2h | Lire 2h | 25/11 |  |  | [2h]
Lire demain 12h 2h | Lire | 25/11 12:00 | 120
Lire demain 45min | Lire | 25/11 | 45
Lire 8h 30min de cours | = |  |  |  | [8h] [30min de]
# hours in words
Appeler Paul demain à huit heures | Appeler Paul | 25/11 08:00
Appeler Paul à une heure | = | | | | [à une heure]
Lire huit heures | = | | | | [huit heures]
Lire quatre heures | Lire | | 240
Lire deux heures par jour | =
Lire demain 2 heures | Lire 2 heures | 25/11 | | | [2 heures]
Appeler Paul demain 14 heures | Appeler Paul | 25/11 14:00
Finir à vingt et une heures | =
Finir à dix sept heures | =
# consequences
TVA mercredi 12h !180€ 45min | TVA | 25/11 12:00 | 45 | 18000 EUR
TVA !180€ | TVA |  |  | 18000 EUR
TVA !180 € | TVA |  |  | 18000 EUR
TVA ! 180 € | TVA |  |  | 18000 EUR
TVA !€180 | TVA |  |  | 18000 EUR
TVA !180 EUR | TVA |  |  | 18000 EUR
TVA !180 euros | TVA |  |  | 18000 EUR
TVA !1 200,50 € | TVA |  |  | 120050 EUR
TVA !1.200,50 € | TVA |  |  | 120050 EUR
TVA !1200,5 € | TVA |  |  | 120050 EUR
TVA !1 200 € | TVA |  |  | 120000 EUR
TVA !1'200 CHF | TVA |  |  | 120000 CHF
TVA !50 000 XOF | TVA |  |  | 50000 XOF
TVA !12,345 TND | TVA |  |  | 12345 TND
TVA !2k€ | TVA |  |  | 200000 EUR
TVA !$200 | TVA |  |  | 20000 USD
TVA !200 $ | TVA |  |  | 20000 USD
TVA !180 | TVA |  |  | 180
TVA ! 180 | =
TVA !amende | TVA |  |  | amende
TVA !pénalité demain | TVA | 25/11 |  | pénalité
TVA !180€ par jour | = |  |  |  | [!180€]
TVA !180€/jour | = |  |  |  | [!180€]
TVA !0€ | = |  |  |  | [!0€]
TVA !10% | =
TVA !urgent | = |  |  |  | [!urgent]
TVA !180 pages | TVA pages |  |  | 180
TVA !180€ !200€ | = |  |  |  | [!180€] [!200€]
TVA !180€ !180€ | TVA |  |  | 18000 EUR
TVA !180,505 € | = |  |  |  | [!180,505 €]
TVA !99999999999999999 € | =
# many together
(demain) TVA | TVA | 25/11
Demain 12h : TVA | TVA | 25/11 12:00
Appeler Paul, demain, pour la TVA | Appeler Paul, pour la TVA | 25/11
TVA - demain 12h | TVA | 25/11 12:00
Demain TVA 12h | TVA 12h | 25/11 |  |  | [12h]
45min TVA demain !50€ | TVA | 25/11 | 45 | 5000 EUR
Call Bob tomorrow 20min | Call Bob | 25/11 | 20
# as people write
RDV comptable jeudi 14h30-15h30 | RDV comptable 14h30-15h30 | 26/11 |  |  | [14h30-15h30]
Appeler Marie au 06.12.34.56.78 demain | Appeler Marie au 06.12.34.56.78 | 25/11
Envoyer facture 2026-112 à Paul lundi matin 15 min | Envoyer facture 2026-112 à Paul | 30/11 | 15
Newsletter vendredi 9h 30 min | Newsletter | 27/11 09:00 | 30
Newsletter vendredi 9h30 1h | Newsletter | 27/11 09:30 | 60
Newsletter vendredi 9h - 30 min | Newsletter | 27/11 09:00 | 30
Relancer client X le 2/12 à 10h !500€ | Relancer client X | 02/12 10:00 |  | 50000 EUR
Relancer client X le 2 à 10h | = |  |  |  | [le 2] [à 10h]
Relancer avant ce soir | Relancer | 24/11
Relancer d'ici la fin de la semaine | = |  |  |  | [d'ici la fin de la semaine]
Relancer sous 48h | Relancer | 26/11 10:00
Relancer dans les 3 jours | Relancer | 27/11
Relancer mi-décembre | =
Relancer demain en fin de journée | Relancer | 25/11
Relancer demain en fin de matinée | Relancer | 25/11
Relancer mercredi de la semaine prochaine | Relancer | 02/12
Relancer la semaine du 30 novembre | = |  |  |  | [30 novembre]
Acheter 3 billets pour le 12/12 | Acheter 3 billets | 12/12
Acheter 12/12 oeufs | = |  |  |  | [12/12]
Réserver 4 nuits du 20 au 24 décembre | = |  |  |  | [24 décembre]
Réserver table 20h samedi | Réserver table | 28/11 20:00
Réserver table samedi soir 20h pour 4 | Réserver table pour 4 | 28/11 20:00
Faire 30 min de sport tous les jours | Faire sport tous les jours |  | 30 |  | [tous les jours]
Faire du sport 30 min/jour | =
Impôts 31/05 !10 % majoration | Impôts !10 % majoration | 31/05/27
Renouveler domaine 14/02/27 !perte du nom | Renouveler domaine du nom | 14/02/27 |  | perte
"""

ENGLISH = r"""
# words of days
Send the quote today | Send the quote | 24/11
Send the quote tomorrow | Send the quote | 25/11
Tomorrow send the quote | send the quote | 25/11
Send the quote tmrw | Send the quote | 25/11
Send the quote tonight | Send the quote | 24/11
Send the quote this evening | Send the quote | 24/11
Send the quote tomorrow morning | Send the quote | 25/11
Send the quote tomorrow in the afternoon | Send the quote | 25/11
Send the quote the day after tomorrow | Send the quote | 26/11
Send the quote day after tomorrow 6 pm | Send the quote | 26/11 18:00
# weekdays
Dentist Wednesday | Dentist | 25/11
Dentist on Wednesday | Dentist | 25/11
Dentist this Wednesday | Dentist | 25/11
Dentist next Monday | Dentist | 30/11
Dentist next Friday | = |  |  |  | [next Friday]
Dentist next Tuesday | Dentist | 01/12
Dentist Tuesday | = |  |  |  | [Tuesday]
Dentist Monday week | Dentist | 07/12
Dentist a week on Monday | Dentist | 07/12
Dentist Wed | Dentist | 25/11
Dentist Wed 3pm | Dentist | 25/11 15:00
Dentist wed 3pm | Dentist | 25/11 15:00
Dentist Thu | Dentist | 26/11
Dentist Fri. | Dentist | 27/11
Dentist by Fri | Dentist | 27/11
Dentist Sat 10am | Dentist | 28/11 10:00
Dentist Sat | = |  |  |  | [Sat]
Dentist Wed 25 Nov | Dentist | 25/11
Dentist Wednesday, November 25 | Dentist | 25/11
Dentist Wednesday 25th | Dentist | 25/11
Dentist Monday night | Dentist | 30/11
Dentist coming Thursday | Dentist | 26/11
# prepositions
Quote by Friday | Quote | 27/11
Quote before Friday | Quote | 26/11
Quote before Friday 3pm | Quote | 27/11 15:00
Quote for Friday | Quote | 27/11
Quote due Friday | Quote | 27/11
Quote due on Friday | Quote | 27/11
Quote until Friday | = |  |  |  | [Friday]
Quote after Friday | = |  |  |  | [Friday]
Quote from Friday | = |  |  |  | [Friday]
Quote Monday or Thursday | = |  |  |  | [Monday] [Thursday]
Quote from Monday to Thursday | = |  |  |  | [Monday] [Thursday]
Quote by the 25th | Quote | 25/11
Quote by end of month | Quote | 30/11
Quote at the end of the month | Quote | 30/11
# distances
Reminder in 3 days | Reminder | 27/11
Reminder in three days | Reminder | 27/11
Reminder in a week | Reminder | 01/12
Reminder in 2 weeks | Reminder | 08/12
Reminder within 10 days | Reminder | 04/12
Reminder in 8 days | Reminder | 02/12
Reminder in a month | Reminder | 24/12
Reminder in 2 hours | Reminder | 24/11 12:00
Reminder in an hour | Reminder | 24/11 11:00
Reminder in half an hour | Reminder | 24/11 10:30
Reminder in 20 min | Reminder | 24/11 10:20
Reminder in 3 business days | =
Reminder next week | = |  |  |  | [next week]
Reminder next month | = |  |  |  | [next month]
# ends
Report end of month | Report | 30/11
Report end of the month | Report | 30/11
Report end of next month | Report | 31/12
Report end of November | Report | 30/11
Report end of year | Report | 31/12
Report EOD | Report | 24/11
Report end of the week | = |  |  |  | [end of the week]
# dates
Rent 25/11 | Rent | 25/11
Rent 11/25 | Rent | 25/11
Rent 3/4 | = |  |  |  | [3/4]
Rent on 3/4 | = |  |  |  | [on 3/4]
Rent Sat 3/4 | Rent | 03/04/27
Rent 3/4/2027 | = |  |  |  | [3/4/2027]
Rent 25/11/2026 | Rent | 25/11
Rent 11/25/2026 | Rent | 25/11
Rent 2026-11-25 | Rent | 25/11
Rent 25 November | Rent | 25/11
Rent 25th of November | Rent | 25/11
Rent November 25 | Rent | 25/11
Rent November 25th, 2026 | Rent | 25/11
Rent Nov 25 | Rent | 25/11
Rent 25 Nov 2026 | Rent | 25/11
Rent Dec 1st | Rent | 01/12
Rent May 5 | Rent | 05/05/27
Rent 5 May | Rent | 05/05/27
Rent may 5 | = |  |  |  | [may 5]
Rent Feb 29 | = |  |  |  | [Feb 29]
Rent Nov 10 | = |  |  |  | [Nov 10]
# times
Call Paul at 3pm | Call Paul | 24/11 15:00
Call Paul at 3 pm | Call Paul | 24/11 15:00
Call Paul at 3 p.m. | Call Paul | 24/11 15:00
Call Paul 9am | Call Paul | 25/11 09:00
Call Paul at 9.30 pm | Call Paul | 24/11 21:30
Call Paul tomorrow 9.30pm | Call Paul | 25/11 21:30
Call Paul tomorrow at 12:30 | Call Paul | 25/11 12:30
Call Paul tomorrow at 3:30 | Call Paul at 3:30 | 25/11 |  |  | [at 3:30]
Call Paul tomorrow evening at 8:30 | Call Paul | 25/11 20:30
Call Paul tomorrow at 5 | Call Paul at 5 | 25/11 |  |  | [at 5]
Call Paul tomorrow afternoon at 5 | Call Paul | 25/11 17:00
Call Paul at noon | Call Paul | 24/11 12:00
Call Paul tomorrow noon | Call Paul | 25/11 12:00
Call Paul tomorrow midnight | Call Paul | 26/11 00:00
Call Paul 12am | Call Paul | 25/11 00:00
Call Paul 12pm | Call Paul | 24/11 12:00
Call Paul 13pm | =
Call Paul 25:00 | =
Call Paul 14:30 | Call Paul | 24/11 14:30
Call Paul tomorrow 2 to 4pm | Call Paul 2 to 4pm | 25/11 |  |  | [2 to 4pm]
Call Paul before 6pm | Call Paul | 24/11 18:00
Call Paul @ 3pm | Call Paul | 24/11 15:00
# durations
Read 45min | Read |  | 45
Read 45 minutes | Read |  | 45
Read 1h30 | Read |  | 90
Read 2 hours | Read |  | 120
Read 1.5 hours | Read |  | 90
Read half an hour | Read |  | 30
Read an hour | Read |  | 60
Read an hour and a half | Read |  | 90
Read two hours | Read |  | 120
Read 2 hours and 15 minutes | Read |  | 135
Read for 20 minutes | Read |  | 20
Read 20 minutes tomorrow | Read | 25/11 | 20
Read 2 hours a day | =
Read 2 hours per week | =
Read one hour | Read |  | 60
Read twenty minutes | Read |  | 20
# hours in words
Read seven hours | Read | | 420
Read 12 hours | Read | | 720
Read 2 hours tomorrow | Read | 25/11 | 120
Read tomorrow 2 hrs | Read | 25/11 | 120
# consequences
VAT tomorrow !$180 45min | VAT | 25/11 | 45 | 18000 USD
VAT !180 USD | VAT |  |  | 18000 USD
VAT !£1,200.50 | VAT |  |  | 120050 GBP
VAT !1,200.50 | VAT |  |  | 1200.50
VAT !1,200 | VAT |  |  | 1200
VAT !1.200 EUR | = |  |  |  | [!1.200 EUR]
VAT !penalty | VAT |  |  | penalty
VAT !180 dollars | VAT |  |  | 18000 USD
VAT !20 TOP | VAT TOP |  |  | 20
VAT !20 top | VAT top |  |  | 20
VAT !CHF 50 | VAT |  |  | 5000 CHF
VAT !$200 renew hosting tomorrow | VAT renew hosting | 25/11 |  | 20000 USD
# people mix
TVA tomorrow 12h !180€ | TVA | 25/11 12:00 |  | 18000 EUR
Invoice demain matin 20min | Invoice | 25/11 | 20
Call Paul vendredi 14h30 | Call Paul | 27/11 14:30
# as people write
Call mom Sunday at 6 | Call mom at 6 | 29/11 |  |  | [at 6]
Email Bob re: Q3 numbers by EOD Friday | = |  |  |  | [by EOD] [Friday]
Standup Mon-Fri 9am | = |  |  |  | [Mon-Fri] [9am]
Dentist on the 3rd at 10:30am | Dentist | 03/12 10:30
Dentist Dec 3rd 10:30 | Dentist | 03/12 10:30
Dinner 7:30pm tomorrow 2h | Dinner | 25/11 19:30 | 120
Write for 2h tomorrow morning | Write | 25/11 | 120
Finish by 5pm today | Finish | 24/11 17:00
Finish this by Friday noon | Finish this | 27/11 12:00
1:1 with Sam at 3pm | 1:1 with Sam | 24/11 15:00
Review 3 PRs 45m | = |  |  |  | [45m]
Fix 24h clock bug | = |  |  |  | [24h]
Order 24/7 phone | = |  |  |  | [24/7]
Read 1984 tonight | Read 1984 | 24/11
Watch 12 Monkeys Friday | Watch 12 Monkeys | 27/11
Meeting 9-10am Thursday | Meeting 9-10am | 26/11 |  |  | [9-10am]
Pay rent on the 1st !$50 | Pay rent | 01/12 |  | 5000 USD
5min call | call |  | 5
TODO: demain TVA | TODO: TVA | 25/11
"""

PLAIN_IN_FRENCH = r"""
En mai, fais ce qu'il te plaît
Mars attaque
Acheter des Mars
Budget mars 2026
Mon rapport de stage
Mon devis pour Paul
Aller à la mer
Finir le jeu
Marché de Noël
Le mardi-gras des enfants
Écrire à Mardochée
Lundimatin.fr
Version 1.2.3
Passer à Python 3.12.1
Rappeler le 06 12 25 11 26
Rappeler +33 6 12 25 11 26
Passer au 12 rue de Paris
Visite au 3 avenue du 8 mai 1945
Chez H&M
C'est mon, ça
Taper `demain 12h` puis Entrée
Impression 3D
Prix 180€
Prix : 1 200,50 €
Lire https://example.org/2026/11/25/demain
Voir www.demain.fr
Écrire à demain@example.org
Suivre @demain
Voir #12h
Lire « Demain »
Lundi de Pâques
Vendredi saint
Lundi dernier, tout allait bien
Il y a 3 jours
Vu il y a 2h
Paul attend depuis 2h
Attendre depuis lundi
35h par semaine
2h/jour
30 €/h
À 20 min de la gare
Train avec 20 min de retard
Format 16:9
Écran 4:3
Salle 12A
Article L. 121-3
ISO 27001
Commande 2026-1125
Année 2027
Dans 999999 ans
25/11/99999
Loyer 32/13
Loyer 31/02
99999999999999999999 min
Clavier MIDI
Bonjour !
Super !!!
C'est fini!
Code !=
Tva!180€
Vente -50%
Salle n°12
10 000 abonnés
2x4 planches
Chapitre 3.4
Top 10
CO2 et H2O
Photos A4 et 10x15
Le 5e client
Un sursis
Hier soir
Journée portes ouvertes
Fin
Midi-Pyrénées
Minuit-Paris
"""

PLAIN_IN_ENGLISH = r"""
May I call you back?
May the force be with you
March on
Give me a second
Second draft of the page
Sat down with Bob
The sun is up
Call 555-123-4567
Budget $200
Read "Tomorrow and tomorrow"
Monday's report
Tomorrow's menu
Black Friday promo
Good Friday menu
Last Monday was fine
3 days ago
The 5th element
Report at the end of an era
Sit in the sun
Pass the value '45'
yesterday
"""
